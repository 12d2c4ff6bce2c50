-- One row by its key: the cheapest query there is, where a client shows most.
-- @param id user.id
SELECT username FROM users WHERE id = :id;
