/* Writes NDJSON events for benchmarks of the seed rule (Run Command during a suspicious login window): AzureActivity
 * and BehaviorAnalytics records of realistic size, with JSON inside strings, escapes, odd letter case and decoys for
 * each condition of the rule. The same options give the same bytes. The number of alerts that the rule must raise is
 * printed on stderr; it comes from the generator's own bookkeeping, not from any query engine.
 *
 * All records lie in [2025-06-01, 2025-06-03), so `--now 2025-06-03T00:00:00Z` with the rule's period of two days sees
 * them all. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USERS 1500
#define MACHINES 400
#define SECOND INT64_C(10000000) /* ticks of 100 ns, as in the records */
#define HOUR (3600 * SECOND)
#define SPAN (46 * HOUR)
#define RECORD_SIZE 2600 /* about; turns bytes into a number of records to spread over time */

/* ---- random numbers: xorshift64*, seeded; never the C library's */
static uint64_t random_state;
static uint64_t random_u64(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * UINT64_C(2685821657736338717);
}
static unsigned below(unsigned n) { return (unsigned)((random_u64() >> 33) % n); }
static bool chance(double p) { return (double)(random_u64() >> 11) * (1.0 / 9007199254740992.0) < p; }

/* ---- one record at a time */
static char line[16384];
static size_t used;

__attribute__((format(printf, 1, 2))) static void put(const char *fmt, ...) {
    va_list list;
    va_start(list, fmt);
    int n = vsnprintf(line + used, sizeof line - used, fmt, list);
    va_end(list);
    if (n < 0 || (size_t)n >= sizeof line - used) {
        fprintf(stderr, "gen_events: record too long\n");
        exit(1);
    }
    used += (size_t)n;
}

static void put_time(const char *key, int64_t t) {
    int64_t seconds = t / SECOND;
    put("\"%s\":\"2025-06-%02dT%02d:%02d:%02d.%07dZ\",", key, 1 + (int)(seconds / 86400), (int)(seconds / 3600 % 24),
        (int)(seconds / 60 % 60), (int)(seconds % 60), (int)(t % SECOND));
}

static void make_id(char id[37]) {
    uint64_t a = random_u64(), b = random_u64();
    snprintf(id, 37, "%08" PRIx32 "-%04x-%04x-%04x-%012" PRIx64, (uint32_t)a, (unsigned)(a >> 32 & 0xffff),
             (unsigned)(a >> 48 & 0xffff), (unsigned)(b & 0xffff), b >> 16);
}
static void put_id(const char *key) {
    char id[37];
    make_id(id);
    put("\"%s\":\"%s\",", key, id);
}

/* ---- people, addresses, machines */
static const char *const first_names[] = {"anna", "bo",   "chen",  "dora",  "emil", "farid",  "grace", "hugo",
                                          "ines", "jorn", "kofi",  "lena",  "mira", "nils",   "olga",  "pavel",
                                          "quin", "rosa", "samir", "tilda", "uma",  "viktor", "wanda", "yusuf"};
static const char *const last_names[] = {"almeida", "berg",      "costa",  "dubois",  "eriksen",
                                         "fischer", "garcia",    "haddad", "ivanova", "jones",
                                         "kaya",    "lindqvist", "moreau", "novak",   "okafor"};

/* letter_case 0: as registered; 1: Capitalised; 2: UPPER. The rule joins on the lower-case form. */
static void make_user(char out[96], unsigned user, int letter_case) {
    snprintf(out, 96, "%s.%s%u@contoso.com", first_names[user % 24], last_names[user / 24 % 15], user);
    for (size_t i = 0; out[i]; i++) {
        bool upper = letter_case == 2 || (letter_case == 1 && (i == 0 || out[i - 1] == '.'));
        if (upper && out[i] >= 'a' && out[i] <= 'z') out[i] = (char)(out[i] - 'a' + 'A');
    }
}
static int some_case(void) {
    unsigned r = below(10);
    return r == 0 ? 2 : r < 3 ? 1 : 0;
}
static void make_address(char out[20]) {
    snprintf(out, 20, "%u.%u.%u.%u", 20 + below(180), below(256), below(256), 1 + below(254));
}

/* ---- what the rule must find */
struct times {
    int64_t *v;
    size_t n, cap;
};
static struct times operations[USERS]; /* start of each Run Command that succeeded on a virtual machine */
static struct times logins[USERS];     /* each unusual login */

static void remember(struct times *t, int64_t when) {
    if (t->n == t->cap) {
        t->cap = t->cap ? 2 * t->cap : 8;
        t->v = realloc(t->v, t->cap * sizeof *t->v);
        if (!t->v) abort();
    }
    t->v[t->n++] = when;
}
static uint64_t count_alerts(void) {
    uint64_t n = 0;
    for (unsigned u = 0; u < USERS; u++) {
        for (size_t i = 0; i < operations[u].n; i++) {
            for (size_t k = 0; k < logins[u].n; k++) {
                int64_t start = operations[u].v[i], login = logins[u].v[k];
                n += start >= login - 1 * HOUR && start <= login + 6 * HOUR;
            }
        }
    }
    return n;
}

/* ---- AzureActivity */
static const char *const other_operations[] = {
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE",
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/START/ACTION",
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/DEALLOCATE/ACTION",
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/EXTENSIONS/WRITE",
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/RESTART/ACTION",
    "MICROSOFT.STORAGE/STORAGEACCOUNTS/LISTKEYS/ACTION",
    "MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/SECURITYRULES/WRITE",
    "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE",
    "MICROSOFT.RESOURCES/DEPLOYMENTS/WRITE",
    "MICROSOFT.KEYVAULT/VAULTS/SECRETS/READ",
};
/* equal to the rule's literal but for letter case; the last two only after JSON's escapes are undone */
static const char *const run_command[] = {
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNCOMMAND/ACTION",
    "Microsoft.Compute/virtualMachines/runCommand/action",
    "microsoft.compute/virtualmachines/runcommand/action",
    "MICROSOFT.COMPUTE\\/VIRTUALMACHINES\\/RUNCOMMAND\\/ACTION",
    "MICROSOFT.COMPUTE/VIRTUALMACHINES/RUNC\\u004fMMAND/ACTION",
};

struct activity {
    const char *operation, *status, *substatus;
    const char *resource_type; /* in the scope: virtualMachines, or a decoy */
    unsigned subscription, machine;
    char caller[96], address[20], correlation[37];
    bool mentions_run_command; /* in free text only */
};

static void put_scope(const struct activity *a, const char *slash) {
    put("%ssubscriptions%s%08x-1c2d-4e3f-9a8b-%012x%sresourceGroups%srg-prod-%02u%sproviders%sMicrosoft.Compute%s%s%"
        "svm-%04u",
        slash, slash, a->subscription * 2654435761u, a->subscription, slash, slash, a->machine % 17, slash, slash,
        slash, a->resource_type, slash, a->machine);
}

static void put_claims(const struct activity *a) {
    put("\"Claims\":\"{\\\"aud\\\":\\\"https://management.core.windows.net/\\\",\\\"iss\\\":\\\"https://"
        "sts.windows.net/"
        "72f988bf-0000-41af-91ab-2d7cd011db47/"
        "\\\",\\\"iat\\\":\\\"1748822400\\\",\\\"nbf\\\":\\\"1748822400\\\",\\\"exp\\\":\\\"1748"
        "826300\\\",\\\"appid\\\":\\\"c44b4083-3bb0-49c1-b47d-974e53cbdf3c\\\",\\\"appidacr\\\":\\\"2\\\","
        "\\\"ipaddr\\\":\\\"%s\\\","
        "\\\"http://schemas.microsoft.com/claims/authnmethodsreferences\\\":\\\"pwd,mfa\\\",\\\"http://"
        "schemas.xmlsoap.org/ws/"
        "2005/05/identity/claims/name\\\":\\\"%s\\\",\\\"http://schemas.microsoft.com/identity/claims/"
        "scope\\\":\\\"user_"
        "impersonation\\\",\\\"uti\\\":\\\"%016" PRIx64 "\\\",\\\"ver\\\":\\\"1.0\\\",\\\"puid\\\":\\\"%016" PRIX64
        "\\\",\\\"wids\\\":\\\"62e9"
        "0394-69f5-4237-9190-012177145e10\\\"}\",",
        a->address, a->caller, random_u64(), random_u64());
}

static void put_activity(const struct activity *a, int64_t when) {
    const char *slash = chance(0.1) ? "\\/" : "/";
    used = 0;
    put("{\"TenantId\":\"8ecf8077-cf51-4820-aadd-14040956f35d\",\"SourceSystem\":\"Azure\",");
    put("\"CallerIpAddress\":\"%s\",\"CategoryValue\":\"Administrative\",\"CorrelationId\":\"%s\",", a->address,
        a->correlation);
    /* one text per operation: no slash of this field may depend on the record */
    put("\"Authorization\":\"{\\\"action\\\":\\\"Microsoft.Compute/action\\\",\\\"scope\\\":\\\"");
    put_scope(a, "/");
    put("\\\",\\\"evidence\\\":{\\\"role\\\":\\\"Contributor\\\",\\\"roleAssignmentScope\\\":\\\"/subscriptions/"
        "%08x\\\",\\\"principalType"
        "\\\":\\\"User\\\"}}\",",
        a->subscription * 2654435761u);
    put_claims(a);
    put("\"Level\":\"Informational\",\"OperationNameValue\":\"%s\",", a->operation);
    put("\"Properties\":\"{\\\"requestbody\\\":\\\"{\\\\\\\"location\\\\\\\":\\\\\\\"westeurope\\\\\\\","
        "\\\\\\\"tags\\\\\\\":{\\\\\\\"env"
        "\\\\\\\":\\\\\\\"prod\\\\\\\",\\\\\\\"cost\\\\\\\":\\\\\\\"%u\\\\\\\"}}\\\",\\\"eventCategory\\\":"
        "\\\"Administrative\\\",\\\"entity\\\":\\\"",
        below(100000));
    put_scope(a, slash);
    put("\\\",\\\"message\\\":\\\"%s%s\\\",\\\"hierarchy\\\":\\\"contoso/it/prod\\\"}\",",
        a->mentions_run_command ? "runCommand was requested by policy; see the audit trail"
                                : "the request was accepted",
        chance(0.1) ? " \\u003cdetail id=\\u0027x\\u0027\\u003e" : "");
    put("\"Caller\":\"%s\",", a->caller);
    put_id("EventDataId");
    put_time("EventSubmissionTimestamp", when + (int64_t)below(60) * SECOND);
    put("\"HTTPRequest\":\"{\\\"clientRequestId\\\":\\\"%016" PRIx64
        "\\\",\\\"clientIpAddress\\\":\\\"%s\\\",\\\"method\\\":\\\"POST\\\"}\",",
        random_u64(), a->address);
    put_id("OperationId");
    put("\"ResourceGroup\":\"RG-PROD-%02u\",\"ResourceProviderValue\":\"MICROSOFT.COMPUTE\",\"ActivityStatusValue\":\"%"
        "s\",",
        a->machine % 17, a->status);
    put("\"ActivitySubstatusValue\":\"%s\",\"Hierarchy\":\"72f988bf/contoso/it/prod\",", a->substatus);
    put_time("TimeGenerated", when);
    put("\"SubscriptionId\":\"%08x-1c2d-4e3f-9a8b-%012x\",\"_ResourceId\":\"", a->subscription * 2654435761u,
        a->subscription);
    put_scope(a, slash);
    put("\",\"Type\":\"AzureActivity\"}\n");
}

/* ---- BehaviorAnalytics */
static void put_insights(bool escaped, const char *uncommon) {
    const char *q = escaped ? "\\\"" : "\"";
    if (escaped)
        put("\"ActivityInsights\":\"{");
    else
        put("\"ActivityInsights\":{");
    put("%sFirstTimeUserPerformedAction%s:%s%s%s,%sActionUncommonlyPerformedInTenant%s:%sFalse%s,", q, q, q,
        chance(0.3) ? "True" : "False", q, q, q, q, q);
    if (uncommon && strcmp(uncommon, "true") == 0)
        put("%sActionUncommonlyPerformedByUser%s:true,", q, q);
    else if (uncommon)
        put("%sActionUncommonlyPerformedByUser%s:%s%s%s,", q, q, q, uncommon, q);
    put("%sCountryUncommonlyConnectedFromByUser%s:%sTrue%s,%sBrowserUncommonlyUsedAmongPeers%s:%sFalse%s,", q, q, q, q,
        q, q, q, q);
    put("%sFirstTimeUserConnectedViaISP%s:%s%s%s", q, q, q, chance(0.5) ? "True" : "False", q);
    put(escaped ? "}\"," : "},");
}

static void put_behavior(unsigned user, int64_t when) {
    /* most kinds fail exactly one condition of the rule */
    unsigned kind = below(20);
    const char *uncommon = "True", *event_source = "Azure AD", *location = "Netherlands";
    bool named = true;
    switch (kind) {
    case 1: uncommon = "true"; break; /* a JSON bool: its text is "true" */
    case 2: event_source = "Azure ad"; break;
    case 3: location = ""; break;
    case 4: named = false; break;
    case 5: uncommon = "TRUE"; break;
    case 6: uncommon = NULL; break;
    case 7: event_source = "Azure Activity"; break;
    case 0:
    case 8:
    case 9:
    case 10:
    case 11: remember(&logins[user], when); break; /* these count */
    default: uncommon = "False"; break;
    }
    char name[96], address[20];
    make_user(name, user, some_case());
    make_address(address);
    used = 0;
    put("{\"TenantId\":\"8ecf8077-cf51-4820-aadd-14040956f35d\",");
    put_id("SourceRecordId");
    put_time("TimeGenerated", when);
    put_time("TimeProcessed", when + 90 * SECOND);
    put("\"ActivityType\":\"LogOn\",\"ActionType\":\"%s\",\"UserName\":\"u%u\",\"UserPrincipalName\":\"%s\",",
        chance(0.5) ? "Sign-in" : "ResourceAccess", user, named ? name : "");
    put("\"EventSource\":\"%s\",\"SourceIPAddress\":\"%s\",\"SourceIPLocation\":\"%s\",\"SourceDevice\":\"\",",
        event_source, address, location);
    put("\"DevicesInsights\":\"{\\\"Browser\\\":\\\"Edge %u.0\\\",\\\"OperatingSystem\\\":\\\"Windows "
        "10\\\",\\\"ISP\\\":\\\"example net\\\"}\",",
        90 + below(40));
    put_insights(chance(0.5), uncommon);
    put("\"UsersInsights\":{\"AccountDisplayName\":\"%.40s\",\"AccountDomain\":\"contoso.com\",\"BlastRadius\":\"%s\","
        "\"IsDormant"
        "Account\":\"False\",\"JobTitle\":\"Engineer \\u0026 "
        "\\\"lead\\\"\",\"OnPremisesSID\":\"S-1-5-21-%u-%u-%u-%u\",\"Groups\":[",
        name, chance(0.2) ? "High" : "Low", below(1u << 30), below(1u << 30), below(1u << 30), user);
    for (unsigned i = 0; i < 40; i++) put("%s\"grp-%04u-contoso-application-access\"", i > 0 ? "," : "", below(10000));
    put("]},\"InvestigationPriority\":%u,\"Type\":\"BehaviorAnalytics\"}\n", below(10));
}

/* ---- three events for each Run Command, a few records apart */
struct pending {
    struct activity a;
    int64_t when;
    uint64_t due;  /* record number */
    unsigned next; /* 1: Accept, 2: the end */
    bool succeeds;
    bool live;
};
#define PENDING 4096
static struct pending queue[PENDING];

static void fill_activity(struct activity *a, unsigned user) {
    memset(a, 0, sizeof *a);
    a->operation = other_operations[below(10)];
    a->status = "Success";
    a->substatus = chance(0.5) ? "OK" : "Created";
    a->resource_type = "virtualMachines";
    a->subscription = 1 + below(6);
    a->machine = below(MACHINES);
    make_user(a->caller, user, some_case());
    make_address(a->address);
    make_id(a->correlation);
    a->mentions_run_command = chance(0.003);
}

static void start_operation(struct pending *p, int64_t when, uint64_t record) {
    unsigned user = below(USERS);
    fill_activity(&p->a, user);
    unsigned spelling = below(40);
    p->a.operation = run_command[spelling < 3 ? spelling + 2 : spelling < 20 ? 0 : 1];
    p->a.status = "Start";
    p->a.substatus = "";
    p->when = when;
    p->succeeds = !chance(0.2);
    if (chance(0.1)) p->a.resource_type = "virtualMachineScaleSets"; /* no term "virtualMachines" */
    if (p->succeeds && strcmp(p->a.resource_type, "virtualMachines") == 0) remember(&operations[user], when);
    p->next = 1;
    p->due = record + 1 + below(40);
    p->live = true;
}

static void advance(struct pending *p, uint64_t record) {
    p->when += (int64_t)(1 + below(20)) * SECOND;
    p->a.status = p->next == 1 ? "Accept" : p->succeeds ? "Success" : "Failure";
    p->a.substatus = p->next == 1 ? "Accepted" : "";
    p->live = p->next++ == 1;
    p->due = record + 1 + below(40);
    put_activity(&p->a, p->when);
}

static int usage(void) {
    fprintf(stderr, "usage: gen_events [-b BYTES] [-s SEED] [-m RUN_COMMAND_SHARE 0..1] [-o FILE]\n");
    return 2;
}

int main(int argc, char **argv) {
    uint64_t bytes = UINT64_C(64) << 20, seed = 1;
    double share = 0.005;
    FILE *out = stdout;
    for (int c; (c = getopt(argc, argv, "b:s:m:o:")) != -1;) {
        switch (c) {
        case 'b': bytes = strtoull(optarg, NULL, 10); break;
        case 's': seed = strtoull(optarg, NULL, 10); break;
        case 'm': share = strtod(optarg, NULL); break;
        case 'o':
            out = fopen(optarg, "wb");
            if (!out) {
                perror(optarg);
                return 1;
            }
            break;
        default: return usage();
        }
    }
    if (optind < argc) return usage();
    random_state = seed * UINT64_C(0x9E3779B97F4A7C15) + UINT64_C(0x1234567890ABCDEF);
    if (random_state == 0) random_state = 1;
    for (int i = 0; i < 8; i++) random_u64();

    uint64_t written = 0, records = 0, expected = bytes / RECORD_SIZE + 1, run_commands = 0;
    uint64_t waiting = 0;
    while (written < bytes || waiting > 0) {
        bool ending = written >= bytes;
        uint64_t place = records < expected ? records : expected;
        int64_t when = (int64_t)((double)place / (double)expected * (double)SPAN) + (int64_t)below(SECOND);
        struct pending *due = NULL, *empty = NULL;
        for (size_t i = 0; i < PENDING && waiting > 0 && !due; i++) {
            struct pending *p = &queue[i];
            if (p->live && (ending || p->due <= records)) due = p;
            if (i >= waiting + 64 && !ending) break; /* slots fill from the front */
        }
        for (size_t i = 0; i < PENDING && !empty; i++) empty = queue[i].live ? NULL : &queue[i];
        if (due) {
            advance(due, records);
            run_commands++;
            if (!due->live) waiting--;
        } else if (chance(0.05)) {
            put_behavior(below(USERS), when);
        } else if (empty && !ending && chance(share >= 1 ? 1 : share / (3 - 2 * share))) {
            /* the other two of the three come from the queue */
            start_operation(empty, when, records);
            put_activity(&empty->a, when);
            run_commands++;
            waiting++;
        } else {
            struct activity a;
            fill_activity(&a, below(USERS));
            put_activity(&a, when);
        }
        if (fwrite(line, 1, used, out) != used) {
            perror("gen_events");
            return 1;
        }
        written += used;
        records++;
    }
    if (fflush(out) != 0 || (out != stdout && fclose(out) != 0)) {
        perror("gen_events");
        return 1;
    }
    fprintf(stderr, "records %" PRIu64 "\nbytes %" PRIu64 "\nrun_command %" PRIu64 "\nalerts %" PRIu64 "\n", records,
            written, run_commands, count_alerts());
    return 0;
}
