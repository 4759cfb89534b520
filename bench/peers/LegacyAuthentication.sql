-- bench/rules/LegacyAuthentication.yaml for DuckDB. Nested objects are structs of the members that the rule reads.
SELECT TimeGenerated, UserPrincipalName, IPAddress, ClientAppUsed, AppDisplayName,
    LocationDetails.countryOrRegion AS Country, LocationDetails.city AS City,
    LocationDetails.geoCoordinates.latitude AS Latitude, DeviceDetail.operatingSystem AS OperatingSystem, CorrelationId
FROM read_json($EVENTS, format = 'newline_delimited', columns = {
    TimeGenerated: 'VARCHAR', ResultType: 'VARCHAR', ClientAppUsed: 'VARCHAR', UserPrincipalName: 'VARCHAR',
    IPAddress: 'VARCHAR', AppDisplayName: 'VARCHAR', CorrelationId: 'VARCHAR',
    LocationDetails: 'STRUCT(countryOrRegion VARCHAR, city VARCHAR, geoCoordinates STRUCT(latitude DOUBLE))',
    DeviceDetail: 'STRUCT(isManaged BOOLEAN, operatingSystem VARCHAR)', Status: 'STRUCT(errorCode INTEGER)',
    ConditionalAccessPolicies: 'STRUCT(result VARCHAR)[]', AuthenticationDetails: 'VARCHAR'})
WHERE ResultType = '0' AND lower(ClientAppUsed) IN ('imap4', 'pop3', 'authenticated smtp', 'other clients')
  AND LocationDetails.countryOrRegion NOT IN ('NL', 'DE', 'BE') AND DeviceDetail.isManaged = false
  AND Status.errorCode = 0 AND ConditionalAccessPolicies[1].result = 'notApplied'
  AND (AuthenticationDetails ->> '$[0].authenticationMethod') = 'Password';
