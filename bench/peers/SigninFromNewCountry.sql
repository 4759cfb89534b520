-- rules/SigninFromNewCountry.yaml for DuckDB. take_any takes any: `any_value` is the first row's here and there as long as
-- one thread reads; the column is compared with one thread only.
CREATE TEMP TABLE signins AS
SELECT TimeGenerated, IPAddress, lower(UserPrincipalName) AS "User", LocationDetails.countryOrRegion AS Country
FROM read_json($EVENTS, format = 'newline_delimited', columns = {
    TimeGenerated: 'VARCHAR', ResultType: 'VARCHAR', UserPrincipalName: 'VARCHAR', IPAddress: 'VARCHAR',
    LocationDetails: 'STRUCT(countryOrRegion VARCHAR)'})
WHERE ResultType = '0';

SELECT "User", Country, count(*) AS SignIns, min(TimeGenerated) AS FirstSeen, any_value(IPAddress) AS IPAddress
FROM signins AS recent
WHERE TimeGenerated >= '2025-06-14T00:00:00.0000000Z' AND Country <> ''
  AND NOT EXISTS (SELECT 1 FROM signins AS before WHERE before.TimeGenerated < '2025-06-14T00:00:00.0000000Z'
      AND before."User" = recent."User" AND before.Country = recent.Country)
GROUP BY "User", Country;
