/* Writes SigninLogs events for two benchmark rules: LegacyAuthentication (a filter over one table) and
 * SigninFromNewCountry (an anti-join of the last day with the two weeks before). Records of about 4 KB with the nested
 * objects and arrays of the real table. Prints on stderr how many rows each rule must give, from own bookkeeping.
 *
 * All records lie in [2025-06-01, 2025-06-15): `--now 2025-06-15T00:00:00Z` with a period of 14 days sees them all. */
#include "events.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define USERS 20000
#define SPAN (14 * 24 * HOUR - HOUR)
#define RECENT (13 * 24 * HOUR) /* ago(1d) */

static const struct {
    const char *code, *state, *city;
} places[] = {{"NL", "Noord-Holland", "Amsterdam"},
              {"DE", "Hessen", "Frankfurt am Main"},
              {"BE", "Vlaams Gewest", "Antwerpen"},
              {"FR", "Ile-de-France", "Paris"},
              {"US", "Washington", "Redmond"},
              {"GB", "England", "London"},
              {"NG", "Lagos", "Lagos"},
              {"BR", "Sao Paulo", "S\\u00e3o Paulo"},
              {"IN", "Karnataka", "Bengaluru"},
              {"VN", "H\xc3\xa0 N\xe1\xbb\x99i", "H\xc3\xa0 N\xe1\xbb\x99i"},
              {"SE", "Stockholms Lan", "Stockholm"},
              {"", "", ""}};
#define PLACES ((unsigned)(sizeof places / sizeof places[0]))
#define HOME_PLACES 3 /* the first three are countries that LegacyAuthentication leaves out */

/* in letter cases that =~ and in~ must take for equal; the second row is what most clients are */
static const char *const legacy_clients[] = {"IMAP4", "POP3", "Authenticated SMTP", "Other clients", "imap4", "Pop3"};
static const char *const modern_clients[] = {"Browser", "Mobile Apps and Desktop clients", "Exchange ActiveSync"};
static const char *const applications[] = {
    "Office 365 Exchange Online",         "Azure Portal", "Microsoft Teams", "SharePoint Online",
    "Microsoft Graph Command Line Tools", "OfficeHome"};
static const char *const systems[] = {"Windows10", "Windows11", "MacOs", "Ios 17.4", "Android 14", "Linux"};
static const char *const policies[] = {"Require MFA for administrators", "Block access from unknown places",
                                       "Require compliant device",       "Block legacy protocols",
                                       "Require terms of use",           "Sign-in frequency for contractors"};

static uint32_t seen_before[USERS], seen_recently[USERS]; /* a bit for each place with a successful sign-in */

struct signin {
    unsigned user, place;
    const char *result_type, *client, *first_policy, *method;
    bool managed;
    int error_code;
};

/* Most decoys fail one condition of LegacyAuthentication only. */
static bool is_legacy_row(const struct signin *s, bool legacy) {
    return legacy && strcmp(s->result_type, "0") == 0 && s->error_code == 0 && s->place >= HOME_PLACES && !s->managed &&
           strcmp(s->first_policy, "notApplied") == 0 && strcmp(s->method, "Password") == 0;
}

static void put_policies(const struct signin *s) {
    put("\"ConditionalAccessPolicies\":[");
    for (unsigned i = 0; i < 6; i++) {
        char id[37];
        make_id(id);
        put("%s{\"id\":\"%s\",\"displayName\":\"%s\",\"enforcedGrantControls\":[%s],\"enforcedSessionControls\":[],"
            "\"result\":\"%s\",\"conditionsSatisfied\":%u,\"conditionsNotSatisfied\":%u,\"includeRulesSatisfied\":"
            "[{\"conditionalAccessCondition\":\"application\",\"ruleSatisfied\":\"allApps\"}]}",
            i > 0 ? "," : "", id, policies[i], below(2) ? "\"Mfa\"" : "",
            i == 0         ? s->first_policy
            : below(3) > 0 ? "notApplied"
                           : "reportOnlySuccess",
            below(32), below(8));
    }
    put("],");
}

static void put_signin(struct generator *g, const struct signin *s, int64_t when) {
    char user[96], address[20], name[64];
    make_user(user, s->user, some_case());
    make_name(name, s->user);
    make_address(address);
    record_begin();
    put("{\"TenantId\":\"8ecf8077-cf51-4820-aadd-14040956f35d\",\"SourceSystem\":\"Azure AD\",");
    put_time("TimeGenerated", when);
    put("\"OperationName\":\"Sign-in activity\",\"OperationVersion\":\"1.0\",\"Category\":\"SignInLogs\","
        "\"ResultType\":\"%s\",\"ResultSignature\":\"None\",\"ResultDescription\":\"%s\",\"DurationMs\":%u,",
        s->result_type,
        strcmp(s->result_type, "0") == 0 ? "" : "Invalid username or password or Invalid on-premise username.",
        below(900));
    put_id("CorrelationId");
    put("\"Resource\":\"Microsoft.aadiam\",\"ResourceGroup\":\"Microsoft.aadiam\",\"Identity\":\"%s\",\"Level\":\"4\","
        "\"Location\":\"%s\",\"AlternateSignInName\":\"%s\",\"AppDisplayName\":\"%s\",",
        name, places[s->place].code, user, applications[below(6)]);
    put_id("AppId");
    put("\"AuthenticationContextClassReferences\":\"[{\\\"id\\\":\\\"urn:microsoft:req1\\\",\\\"detail\\\":"
        "\\\"previouslySatisfied\\\"}]\","
        "\"AuthenticationDetails\":\"[{\\\"authenticationStepDateTime\\\":\\\"2025-06-01T08:00:00.0000000+00:00\\\","
        "\\\"authenticationMethod\\\":\\\"%s\\\",\\\"authenticationMethodDetail\\\":\\\"Password in the cloud\\\","
        "\\\"succeeded\\\":true,\\\"authenticationStepResultDetail\\\":\\\"MFA requirement satisfied by claim in the "
        "token\\\","
        "\\\"authenticationStepRequirement\\\":\\\"Primary "
        "authentication\\\",\\\"StatusSequence\\\":0,\\\"RequestSequence\\\":1}]\","
        "\"AuthenticationMethodsUsed\":\"\",\"AuthenticationProcessingDetails\":\"[{\\\"key\\\":\\\"Login Hint "
        "Present\\\","
        "\\\"value\\\":\\\"True\\\"},{\\\"key\\\":\\\"Legacy TLS (TLS 1.0, 1.1, "
        "3DES)\\\",\\\"value\\\":\\\"False\\\"}]\","
        "\"AuthenticationRequirement\":\"%s\",\"ClientAppUsed\":\"%s\",",
        s->method, below(2) ? "singleFactorAuthentication" : "multiFactorAuthentication", s->client);
    put_policies(s);
    put("\"ConditionalAccessStatus\":\"notApplied\",");
    put_time("CreatedDateTime", when);
    put("\"DeviceDetail\":{\"deviceId\":\"\",\"displayName\":\"LAPTOP-%05u\",\"operatingSystem\":\"%s\",\"browser\":"
        "\"Edge "
        "%u.0.0\",\"isCompliant\":%s,\"isManaged\":%s,\"trustType\":\"Azure AD registered\"},",
        below(100000), systems[below(6)], 90 + below(40), below(2) ? "true" : "false", s->managed ? "true" : "false");
    put_id("Id");
    put("\"IPAddress\":\"%s\",\"IsInteractive\":true,\"IsRisky\":null,\"LocationDetails\":{\"city\":\"%s\",\"state\":"
        "\"%s\","
        "\"countryOrRegion\":\"%s\",\"geoCoordinates\":{\"latitude\":%u.%05u,\"longitude\":%u.%05u}},",
        address, places[s->place].city, places[s->place].state, places[s->place].code, below(90), below(100000),
        below(180), below(100000));
    put("\"MfaDetail\":{\"authMethod\":\"PhoneAppNotification\",\"authDetail\":\"+XX "
        "XXXXXXXX%02u\"},\"NetworkLocationDetails\":"
        "\"[{\\\"networkType\\\":\\\"namedNetwork\\\",\\\"networkNames\\\":[\\\"Head office\\\",\\\"VPN\\\"]}]\",",
        below(100));
    put_id("OriginalRequestId");
    put("\"ProcessingTimeInMilliseconds\":\"%u\",\"ResourceDisplayName\":\"Windows Azure Active Directory\",",
        below(400));
    put_id("ResourceId");
    put("\"RiskDetail\":\"none\",\"RiskEventTypes_V2\":\"[]\",\"RiskLevelAggregated\":\"none\","
        "\"RiskLevelDuringSignIn\":"
        "\"none\",\"RiskState\":\"none\",\"SessionLifetimePolicies\":\"[]\",");
    put("\"Status\":{\"errorCode\":%d,\"failureReason\":\"%s\",\"additionalDetails\":\"MFA requirement satisfied by "
        "claim in "
        "the token\"},\"TokenIssuerName\":\"\",\"TokenIssuerType\":\"AzureAD\",",
        s->error_code, s->error_code ? "Invalid username or password." : "Other.");
    put("\"UserAgent\":\"Mozilla\\/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit\\/537.36 (KHTML, like Gecko) "
        "Chrome\\/%u.0.0.0 "
        "Safari\\/537.36\",\"UserDisplayName\":\"%s\",",
        90 + below(40), name);
    put_id("UserId");
    put("\"UserPrincipalName\":\"%s\",\"UserType\":\"Member\",\"Type\":\"SigninLogs\"}", user);
    record_end(g);
}

int main(int argc, char **argv) {
    struct generator g = {
        .name = "gen_signin", .bytes = UINT64_C(64) << 20, .seed = 1, .share = 0.02, .record_size = 4910};
    for (int c; (c = getopt(argc, argv, "b:s:m:o:")) != -1;) {
        if (events_option(&g, c, optarg)) continue;
        fprintf(stderr, "usage: gen_signin [-b BYTES] [-s SEED] [-m LEGACY_SHARE 0..1] [-o FILE]\n");
        return 2;
    }
    events_start(&g);

    uint64_t legacy_rows = 0, new_countries = 0;
    while (g.written < g.bytes) {
        int64_t when = events_time(&g, SPAN);
        bool legacy = chance(g.share), succeeds = !chance(0.1);
        struct signin s = {.user = below(USERS),
                           .result_type = succeeds ? "0" : "50126",
                           .client = legacy ? legacy_clients[below(6)] : modern_clients[below(3)],
                           .first_policy = chance(0.8) ? "notApplied" : "success",
                           .method = chance(0.9) ? "Password" : "Previously satisfied",
                           .managed = chance(0.2),
                           .error_code = succeeds ? 0 : 50126};
        /* half of the users never leave home; a few records have no country at all */
        s.place = chance(0.01) || (s.user % 2 == 0 && chance(0.05)) ? below(PLACES) : (s.user / 2) % (PLACES - 1);
        if (succeeds && chance(0.01)) s.error_code = 50140; /* an interrupt: no error in ResultType */
        legacy_rows += is_legacy_row(&s, legacy);
        if (succeeds && places[s.place].code[0] != '\0') {
            *(when >= RECENT ? &seen_recently[s.user] : &seen_before[s.user]) |= UINT32_C(1) << s.place;
        }
        put_signin(&g, &s, when);
    }
    for (unsigned u = 0; u < USERS; u++) {
        for (uint32_t fresh = seen_recently[u] & ~seen_before[u]; fresh; fresh &= fresh - 1) new_countries++;
    }
    events_end(&g);
    fprintf(stderr, "LegacyAuthentication %" PRIu64 "\nSigninFromNewCountry %" PRIu64 "\n", legacy_rows, new_countries);
    return 0;
}
