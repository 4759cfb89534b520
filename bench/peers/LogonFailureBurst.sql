-- bench/rules/LogonFailureBurst.yaml for DuckDB.
SELECT strftime(time_bucket(INTERVAL 5 MINUTE, TimeGenerated::TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ') AS TimeGenerated, Account,
    count(*) AS Failures
FROM read_json($EVENTS, format = 'newline_delimited', columns = {
    TimeGenerated: 'VARCHAR', EventID: 'INTEGER', AccountType: 'VARCHAR', Account: 'VARCHAR'})
WHERE EventID = 4625 AND lower(AccountType) = 'user'
GROUP BY ALL
HAVING count(*) >= 10;
