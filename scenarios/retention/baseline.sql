-- Retention: the notifications of a month that need not be kept any longer are deleted.
-- @once
-- @param month values 2023-12-01
--
-- The month that ended a year before the newest row: who keeps twelve months, removes it next. Notifications, because
-- nothing refers to them: a post takes its comments and likes along (ON DELETE CASCADE), and designs that give up those
-- foreign keys would leave other rows.
DELETE FROM notifications
WHERE created_at >= :month
  AND created_at < :month::timestamp + INTERVAL '1 month';
