-- The rule that bench/scale makes for measurements over the number of groups, for DuckDB.
SELECT count(*) AS Groups, sum(Failures)::BIGINT AS Failures FROM (
    SELECT Account, count(*) AS Failures
    FROM read_json($EVENTS, format = 'newline_delimited', columns = {EventID: 'INTEGER', AccountType: 'VARCHAR', Account: 'VARCHAR'})
    WHERE EventID = 4625 AND AccountType = 'User'
    GROUP BY Account);
