-- Keeping units for somebody became a right of its own, so that a storefront's key can do that and nothing else.
update api_key set scopes = scopes || '{reserve}'::text[] where 'operate' = any(scopes);
