-- Hashtags of a post, one row a tag: the normalised twin of posts.hashtags.
-- post_id refers to nothing: posts are partitioned, and their id alone is no key.
CREATE TABLE post_tags (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    post_id UUID NOT NULL,
    tag_name VARCHAR(100) NOT NULL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    UNIQUE(post_id, tag_name)
);
