import type { Client } from 'pg';

/** What belongs to a database and not to what is in it, so that `CREATE DATABASE ... TEMPLATE` leaves it behind. */
interface Attributes {
  owner: string;
  connectionLimit: number;
  /** Rights by role, as SQL names them. */
  rights: { grantee: string; privilege: string; isGrantable: boolean }[];
  /** Settings of the database, and of roles within it. */
  settings: { role: string | null; name: string; value: string }[];
}

/** Values that are lists: one literal would make them one element. */
const listSettings = new Set([
  'search_path',
  'temp_tablespaces',
  'local_preload_libraries',
  'session_preload_libraries',
]);

/**
 * Gives a database the owner, rights, connection limit and settings of another one, in place of its own. May be
 * called in a transaction. A comment is not copied: it tells one database from another.
 */
export async function copyAttributes(admin: Client, source: string, target: string): Promise<void> {
  const wanted = await attributesOf(admin, source);
  const present = await attributesOf(admin, target);
  if (JSON.stringify(wanted) === JSON.stringify(present)) return;
  const name = admin.escapeIdentifier(target);
  const statements = [
    ...(wanted.owner === present.owner ? [] : [`ALTER DATABASE ${name} OWNER TO ${wanted.owner}`]),
    `ALTER DATABASE ${name} CONNECTION LIMIT ${wanted.connectionLimit}`,
    ...rightsSql(name, wanted, present),
    ...present.settings.map((setting) => `${settingTarget(name, setting)} RESET ${setting.name}`),
  ];
  for (const sql of statements) await admin.query(sql);
  for (const setting of wanted.settings) await copySetting(admin, name, setting);
}

function rightsSql(name: string, wanted: Attributes, present: Attributes): string[] {
  if (JSON.stringify(wanted.rights) === JSON.stringify(present.rights)) return [];
  const grantees = new Set([...present.rights, ...wanted.rights].map(({ grantee }) => grantee));
  return [
    `REVOKE ALL ON DATABASE ${name} FROM ${[...grantees].join(', ')}`,
    ...wanted.rights.map(
      ({ grantee, privilege, isGrantable }) =>
        `GRANT ${privilege} ON DATABASE ${name} TO ${grantee}${isGrantable ? ' WITH GRANT OPTION' : ''}`,
    ),
  ];
}

async function copySetting(
  admin: Client,
  name: string,
  setting: Attributes['settings'][number],
): Promise<void> {
  const where = settingTarget(name, setting);
  if (!listSettings.has(setting.name)) {
    await admin.query(`${where} SET ${setting.name} = ${admin.escapeLiteral(setting.value)}`);
    return;
  }
  const { rows } = await admin.query<{ before: string }>('SELECT current_setting($1) AS before', [
    setting.name,
  ]);
  await admin.query('SELECT set_config($1, $2, false)', [setting.name, setting.value]);
  await admin.query(`${where} SET ${setting.name} FROM CURRENT`);
  await admin.query('SELECT set_config($1, $2, false)', [setting.name, rows[0]!.before]);
}

function settingTarget(name: string, { role }: { role: string | null }): string {
  return role === null ? `ALTER DATABASE ${name}` : `ALTER ROLE ${role} IN DATABASE ${name}`;
}

const databaseSql = `
  SELECT quote_ident(pg_get_userbyid(datdba)) AS owner, datconnlimit AS "connectionLimit"
  FROM pg_database WHERE datname = $1`;

const rightsOfSql = `
  SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS grantee,
         privilege_type AS privilege, is_grantable AS "isGrantable"
  FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
  WHERE datname = $1 ORDER BY 1, 2, 3`;

const settingsOfSql = `
  SELECT quote_ident(rolname) AS role, split_part(setting, '=', 1) AS name,
         substr(setting, strpos(setting, '=') + 1) AS value
  FROM pg_db_role_setting
  JOIN pg_database ON pg_database.oid = setdatabase
  LEFT JOIN pg_roles ON pg_roles.oid = setrole,
  unnest(setconfig) AS setting
  WHERE datname = $1 ORDER BY 1, 2`;

async function attributesOf(admin: Client, database: string): Promise<Attributes> {
  const { rows: facts } = await admin.query<Pick<Attributes, 'owner' | 'connectionLimit'>>(databaseSql, [
    database,
  ]);
  const { rows: rights } = await admin.query<Attributes['rights'][number]>(rightsOfSql, [database]);
  const { rows: settings } = await admin.query<Attributes['settings'][number]>(settingsOfSql, [database]);
  return { ...facts[0]!, rights, settings };
}
