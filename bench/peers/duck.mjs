// The peer for whole rules: DuckDB through @duckdb/node-api, which bench/peers/setup installs into a folder of its own.
//
//   node duck.mjs PACKAGES QUERY.sql THREADS RESULT.ndjson FILE...
//
// The query is one of the .sql files beside this script; $EVENTS in it stands for the list of input files. Its last
// statement is a SELECT whose rows go to RESULT. Prints the seconds that the query took, without the start of Node and
// of DuckDB.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [packages, query, threads, result, ...files] = process.argv.slice(2);
if (files.length === 0) {
    console.error('usage: node duck.mjs PACKAGES QUERY.sql THREADS RESULT.ndjson FILE...');
    process.exit(2);
}
const require = createRequire(join(packages, 'package.json'));
const { DuckDBInstance, version } = require('@duckdb/node-api');
if (query === 'version') {
    console.log(`DuckDB ${version()}`);
    process.exit(0);
}
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const sql = readFileSync(query, 'utf8').replace(/^--.*\n/gm, '').replaceAll('$EVENTS', `[${files.map(quoted).join(', ')}]`);
const statements = sql.split(/;\s*\n/).map((text) => text.trim()).filter((text) => text !== '');

const database = await DuckDBInstance.create(':memory:', { threads });
const connection = await database.connect();
const start = process.hrtime.bigint();
for (const statement of statements.slice(0, -1)) await connection.run(statement);
await connection.run(`COPY (${statements.at(-1)}) TO ${quoted(result)} (FORMAT json)`);
console.log(Number(process.hrtime.bigint() - start) / 1e9);
