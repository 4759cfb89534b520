/* Writes NDJSON events for benchmarks of the seed rule (Run Command during a suspicious login window): AzureActivity
 * and BehaviorAnalytics records of realistic size, with JSON inside strings, escapes, odd letter case and decoys for
 * each condition of the rule. The same options give the same bytes. The number of alerts that the rule must raise is
 * printed on stderr; it comes from the generator's own bookkeeping, not from any query engine.
 *
 * All records lie in [2025-06-01, 2025-06-03), so `--now 2025-06-03T00:00:00Z` with the rule's period of two days sees
 * them all. */
#include "events.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USERS 1500
#define MACHINES 400
#define SPAN (46 * HOUR)

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

static void put_activity(struct generator *g, const struct activity *a, int64_t when) {
    const char *slash = chance(0.1) ? "\\/" : "/";
    record_begin();
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
    put("\",\"Type\":\"AzureActivity\"}");
    record_end(g);
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

static void put_behavior(struct generator *g, unsigned user, int64_t when) {
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
    record_begin();
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
    put("]},\"InvestigationPriority\":%u,\"Type\":\"BehaviorAnalytics\"}", below(10));
    record_end(g);
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

static void advance(struct generator *g, struct pending *p) {
    p->when += (int64_t)(1 + below(20)) * SECOND;
    p->a.status = p->next == 1 ? "Accept" : p->succeeds ? "Success" : "Failure";
    p->a.substatus = p->next == 1 ? "Accepted" : "";
    p->live = p->next++ == 1;
    p->due = g->records + 1 + below(40);
    put_activity(g, &p->a, p->when);
}

static int usage(void) {
    fprintf(stderr, "usage: gen_events [-b BYTES] [-s SEED] [-m RUN_COMMAND_SHARE 0..1] [-o FILE]\n");
    return 2;
}

int main(int argc, char **argv) {
    struct generator g = {
        .name = "gen_events", .bytes = UINT64_C(64) << 20, .seed = 1, .share = 0.005, .record_size = 2600};
    for (int c; (c = getopt(argc, argv, "b:s:m:o:")) != -1;) {
        if (!events_option(&g, c, optarg)) return usage();
    }
    if (optind < argc) return usage();
    events_start(&g);

    uint64_t run_commands = 0, waiting = 0;
    while (g.written < g.bytes || waiting > 0) {
        bool ending = g.written >= g.bytes;
        int64_t when = events_time(&g, SPAN);
        struct pending *due = NULL, *empty = NULL;
        for (size_t i = 0; i < PENDING && waiting > 0 && !due; i++) {
            struct pending *p = &queue[i];
            if (p->live && (ending || p->due <= g.records)) due = p;
            if (i >= waiting + 64 && !ending) break; /* slots fill from the front */
        }
        for (size_t i = 0; i < PENDING && !empty; i++) empty = queue[i].live ? NULL : &queue[i];
        if (due) {
            advance(&g, due);
            run_commands++;
            if (!due->live) waiting--;
        } else if (chance(0.05)) {
            put_behavior(&g, below(USERS), when);
        } else if (empty && !ending && chance(g.share >= 1 ? 1 : g.share / (3 - 2 * g.share))) {
            /* the other two of the three come from the queue */
            start_operation(empty, when, g.records);
            put_activity(&g, &empty->a, when);
            run_commands++;
            waiting++;
        } else {
            struct activity a;
            fill_activity(&a, below(USERS));
            put_activity(&g, &a, when);
        }
    }
    events_end(&g);
    fprintf(stderr, "run_command %" PRIu64 "\nrows %" PRIu64 "\n", run_commands, count_alerts());
    return 0;
}
