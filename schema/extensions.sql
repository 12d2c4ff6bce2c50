-- Extensions that the specification names. The tables need neither: gen_random_uuid() is built in since
-- PostgreSQL 13, and none of the specified indexes is a trigram index; pg_trgm is there for variants that try one.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
