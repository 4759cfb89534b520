-- rules/RunCommandUEBABreach.yaml for DuckDB. Columns are named, so that only these are taken from the JSON; times stay
-- text until two are compared; what neither branch of the rule can use is left out while reading.
CREATE TEMP TABLE events AS
SELECT * FROM read_json($EVENTS, format = 'newline_delimited', columns = {
    Type: 'VARCHAR', TimeGenerated: 'VARCHAR', OperationNameValue: 'VARCHAR', "Authorization": 'VARCHAR',
    CallerIpAddress: 'VARCHAR', ActivityStatusValue: 'VARCHAR', CorrelationId: 'VARCHAR', Caller: 'VARCHAR',
    EventSource: 'VARCHAR', ActivityInsights: 'VARCHAR', ActionType: 'VARCHAR', UserPrincipalName: 'VARCHAR',
    SourceIPLocation: 'VARCHAR', UsersInsights: 'VARCHAR'})
WHERE (Type = 'AzureActivity' AND lower(OperationNameValue) = 'microsoft.compute/virtualmachines/runcommand/action')
   OR (Type = 'BehaviorAnalytics' AND EventSource = 'Azure AD');

WITH operations AS (
    SELECT min(TimeGenerated) AS StartTime, max(TimeGenerated) AS EndTime, max(CallerIpAddress) AS CallerIpAddress,
        CorrelationId, "Authorization", Caller
    FROM events
    WHERE Type = 'AzureActivity'
      AND regexp_matches("Authorization", '(?i)(^|[^0-9a-z])virtualmachines($|[^0-9a-z])')
    GROUP BY CorrelationId, "Authorization", Caller
    HAVING bool_or(lower(ActivityStatusValue) IN ('success', 'succeeded'))
), scoped AS (
    SELECT *, string_split(coalesce(("Authorization" ->> '$.scope'), ''), '/') AS Scope, lower(Caller) AS joinkey
    FROM operations
), logins AS (
    SELECT *, lower(UserPrincipalName) AS joinkey FROM events
    WHERE Type = 'BehaviorAnalytics' AND UserPrincipalName <> '' AND SourceIPLocation <> ''
      AND (ActivityInsights ->> '$.ActionUncommonlyPerformedByUser') = 'True'
)
SELECT StartTime, EndTime, coalesce(Scope[3], '') AS Subscription, coalesce(Scope[-1], '') AS VirtualMachineName, scoped.Caller,
    scoped.CallerIpAddress, logins.TimeGenerated AS UEBAEventTime, logins.ActionType AS UEBAActionType,
    logins.SourceIPLocation AS UEBASourceIPLocation, logins.ActivityInsights AS UEBAActivityInsights,
    logins.UsersInsights AS UEBAUsersInsights, string_split(scoped.Caller, '@')[1] AS AccountName,
    coalesce(string_split(scoped.Caller, '@')[2], '') AS AccountUPNSuffix
FROM scoped JOIN logins USING (joinkey)
WHERE StartTime::TIMESTAMP_NS BETWEEN logins.TimeGenerated::TIMESTAMP_NS - INTERVAL 1 HOUR
    AND logins.TimeGenerated::TIMESTAMP_NS + INTERVAL 6 HOUR;
