-- Which database role a person logs in as: what is amiss, and binding anew.

CREATE FUNCTION @extschema@.login_role(database_role name, database_role_id text) RETURNS oid
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.login_role IS 'the database role that a row of staff is bound to, by its columns of these names; NULL: none';

CREATE FUNCTION @extschema@.login_id() RETURNS text
LANGUAGE c STABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.login_id IS 'what staff.database_role_id says about the role in use';

CREATE FUNCTION @extschema@.login_is_local(database_role_id text) RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION @extschema@.login_is_local IS 'whether staff.database_role_id was written in this database cluster';

CREATE FUNCTION @extschema@.unbound_logins_as_owner(desk name)
RETURNS TABLE (staff text, database_role name, fault text)
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM @extschema@.check_inside(desk);
    RETURN QUERY EXECUTE format($query$
        SELECT s.code, s.database_role,
               CASE WHEN l.role IS NULL AND to_regrole(quote_ident(s.database_role)) IS NULL
                    THEN 'no role of this name'
                    WHEN l.role IS NULL THEN 'not bound to the role of this name'
                    ELSE 'the role was dropped' END
          FROM %I.staff s
          CROSS JOIN LATERAL (SELECT @extschema@.login_role(s.database_role, s.database_role_id)) AS l (role)
         WHERE s.database_role IS NOT NULL
           AND NOT EXISTS (SELECT FROM pg_roles r WHERE r.oid = l.role)
         ORDER BY s.code$query$, desk);
END
$$;
CALL @extschema@.make_public('unbound_logins_as_owner',
    'persons whose staff.database_role is nobody: the role was dropped, or the row came from another database cluster and bind_logins has not run; for the owner of the desk');

CREATE FUNCTION @extschema@.bind_logins_as_owner(desk name) RETURNS SETOF text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    person record;
BEGIN
    PERFORM @extschema@.check_inside(desk);
    FOR person IN EXECUTE format($query$
        SELECT s.code, s.database_role
          FROM %I.staff s
         WHERE to_regrole(quote_ident(s.database_role)) IS NOT NULL
           AND NOT coalesce(@extschema@.login_is_local(s.database_role_id), false)
         ORDER BY s.code FOR NO KEY UPDATE$query$, desk)
    LOOP
        -- naming the role binds to it
        EXECUTE format('UPDATE %I.staff SET database_role = NULL WHERE code = $1', desk) USING person.code;
        EXECUTE format('UPDATE %I.staff SET database_role = $2 WHERE code = $1', desk) USING person.code, person.database_role;
        RETURN NEXT format('%s logs in as %s', person.code, person.database_role);
    END LOOP;
    -- writing the row takes over the name that the role has now
    FOR person IN EXECUTE format($query$
        UPDATE %I.staff s SET database_role = s.database_role
          FROM pg_roles r
         WHERE r.oid = @extschema@.login_role(s.database_role, s.database_role_id) AND r.rolname <> s.database_role
        RETURNING s.code, s.database_role$query$, desk)
    LOOP
        RETURN NEXT format('%s logs in as %s, the new name of the role', person.code, person.database_role);
    END LOOP;
END
$$;
CALL @extschema@.make_public('bind_logins_as_owner',
    'binds the logins of staff rows that came from another database cluster, by a restore or by replication, to the roles that have these names here, and says which; a row whose role was dropped in this cluster is left alone: name its new role yourself. Shows roles that were renamed by their new names. For the owner of the desk');
