/* Writes SecurityEvent events: logons, failed logons, processes, with EventData as the XML text that it is. The rule
 * LogonFailureBurst must find accounts with many failed logons in five minutes; how many rows it must give is printed
 * on stderr, from own bookkeeping, and so are the accounts that failed at all, for measurements over the number of
 * groups.
 *
 * All records lie in [2025-06-01, 2025-06-03), as those of gen_events do. */
#include "events.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define SPAN (46 * HOUR)
#define BIN (300 * SECOND)
#define THRESHOLD 10 /* of the rule */
#define BURSTS 64    /* at a time */

struct burst {
    unsigned account, left;
    uint64_t due; /* record number */
};
static struct burst bursts[BURSTS];

/* Failures of one account in one interval. Time moves on with less than a second of disorder, so two intervals at a
 * time are enough: one for even and one for odd numbers. */
struct tally {
    int64_t interval;
    unsigned failures;
};
static struct tally *tallies; /* two for each account */
static bool *failed;

static uint64_t settle(struct tally *t) {
    uint64_t found = t->failures >= THRESHOLD;
    t->failures = 0;
    return found;
}

struct event {
    int id;
    const char *activity, *process;
    unsigned account;
    bool machine; /* the account is a computer's: ends with $ */
};

static void put_data(const struct event *e, const char *user, const char *address) {
    put("\"EventData\":\"<EventData xmlns=\\\"http://schemas.microsoft.com/win/2004/08/events/event\\\">\\r\\n");
    static const char *const names[] = {"SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId",
                                        "TargetUserSid",  "TargetUserName",  "TargetDomainName",  "TargetLogonId",
                                        "LogonGuid",      "KeyLength"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        put("  <Data Name=\\\"%s\\\">", names[i]);
        if (i == 5)
            put("%s", user);
        else if (i == 1)
            put("SRV-%03u$", below(300));
        else
            put("S-1-5-21-%u-%u", below(1u << 30), below(1u << 30));
        put("</Data>\\r\\n");
    }
    put("  <Data Name=\\\"ProcessName\\\">%s</Data>\\r\\n  <Data Name=\\\"IpAddress\\\">%s</Data>\\r\\n</EventData>\",",
        e->process, address);
}

static void put_event(struct generator *g, const struct event *e, bool with_data, int64_t when) {
    char name[64], address[20];
    make_name(name, e->account);
    make_address(address);
    const char *dollar = e->machine ? "$" : "";
    record_begin();
    put("{");
    put_time("TimeGenerated", when);
    put("\"Account\":\"CONTOSO\\\\%s%s\",\"AccountType\":\"%s\",\"Computer\":\"srv-%03u.contoso.com\",", name, dollar,
        e->machine ? "Machine" : "User", below(300));
    if (with_data) {
        put("\"TenantId\":\"8ecf8077-cf51-4820-aadd-14040956f35d\",\"SourceSystem\":\"OpsManager\",\"EventSourceName\":"
            "\"Microsoft-Windows-Security-Auditing\",\"Channel\":\"Security\",\"Task\":%u,\"Level\":\"8\",",
            12000 + below(1000));
        put_data(e, name, address);
    }
    put("\"EventID\":%d,\"Activity\":\"%s\",\"LogonType\":%u,\"LogonTypeName\":\"3 - Network\",\"IpAddress\":\"%s\","
        "\"TargetAccount\":\"CONTOSO\\\\%s%s\",",
        e->id, e->activity, 2 + below(9), address, name, dollar);
    if (with_data) {
        put("\"NewProcessName\":\"%s\",\"CommandLine\":\"\\\"%s\\\" -Embedding /id "
            "%u\",\"SubjectLogonId\":\"0x%x\",\"Status\":"
            "\"0xc000006d\",\"SubStatus\":\"0xc000006a\",\"WorkstationName\":\"WS-%05u\",\"EventOriginId\":",
            e->process, e->process, below(1000000), below(1u << 30), below(100000));
        char id[37];
        make_id(id);
        put("\"%s\",\"MG\":\"00000000-0000-0000-0000-000000000001\",\"TimeCollected\":\"2025-06-01T00:00:00Z\","
            "\"_ResourceId\":\"\\/subscriptions\\/%s\\/resourcegroups\\/rg-prod\",",
            id, id);
    }
    put("\"Type\":\"SecurityEvent\"}");
    record_end(g);
}

static const struct event others[] = {
    {4624, "4624 - An account was successfully logged on.", "C:\\\\Windows\\\\System32\\\\lsass.exe", 0, false},
    {4634, "4634 - An account was logged off.", "-", 0, false},
    {4672, "4672 - Special privileges assigned to new logon.", "C:\\\\Windows\\\\System32\\\\services.exe", 0, false},
    {4688, "4688 - A new process has been created.", "C:\\\\Windows\\\\System32\\\\svchost.exe", 0, false},
    {5156, "5156 - The Windows Filtering Platform has permitted a connection. Port 46250", "System", 0, true},
};
static const struct event failure = {4625, "4625 - An account failed to log on.",
                                     "C:\\\\Windows\\\\System32\\\\svchost.exe", 0, false};

/* The account of a failure that is due in a burst, or `none`. */
static unsigned due_account(uint64_t record, unsigned none) {
    for (unsigned i = 0; i < BURSTS; i++) {
        struct burst *b = &bursts[i];
        if (b->left == 0 || b->due > record) continue;
        b->left--;
        b->due = record + 1 + below(3);
        return b->account;
    }
    return none;
}
static void start_burst(uint64_t record, unsigned account) {
    for (unsigned i = 0; i < BURSTS; i++) {
        if (bursts[i].left > 0) continue;
        bursts[i] = (struct burst){account, 5 + below(25), record};
        return;
    }
}

static int usage(void) {
    fprintf(stderr, "usage: gen_security [-b BYTES] [-s SEED] [-m FAILURE_SHARE 0..1] [-a ACCOUNTS] [-d] [-o FILE]\n"
                    "  -d  short records, without EventData and what goes with it\n");
    return 2;
}

int main(int argc, char **argv) {
    struct generator g = {
        .name = "gen_security", .bytes = UINT64_C(64) << 20, .seed = 1, .share = 0.05, .record_size = 1870};
    unsigned accounts = 5000;
    bool with_data = true;
    for (int c; (c = getopt(argc, argv, "b:s:m:o:a:d")) != -1;) {
        if (events_option(&g, c, optarg)) continue;
        if (c == 'a')
            accounts = (unsigned)strtoul(optarg, NULL, 10);
        else if (c == 'd')
            with_data = false;
        else
            return usage();
    }
    if (accounts == 0) return usage();
    if (!with_data) g.record_size = 345;
    tallies = calloc(2 * (size_t)accounts, sizeof *tallies);
    failed = calloc(accounts, sizeof *failed);
    if (!tallies || !failed) abort();
    events_start(&g);

    uint64_t rows = 0, failures = 0, failed_accounts = 0;
    while (g.written < g.bytes) {
        int64_t when = events_time(&g, SPAN);
        if (chance(g.share / 100)) start_burst(g.records, below(accounts));
        unsigned account = due_account(g.records, accounts);
        struct event e = account < accounts || chance(g.share) ? failure : others[below(5)];
        e.account = account < accounts ? account : below(accounts);
        if (e.id == 4625 && account == accounts) e.machine = chance(0.1);
        if (e.id == 4625 && !e.machine) {
            struct tally *t = &tallies[2 * (size_t)e.account + (size_t)(when / BIN % 2)];
            if (t->interval != when / BIN) rows += settle(t);
            t->interval = when / BIN;
            t->failures++;
            failures++;
            failed_accounts += !failed[e.account];
            failed[e.account] = true;
        }
        put_event(&g, &e, with_data, when);
    }
    for (size_t i = 0; i < 2 * (size_t)accounts; i++) rows += settle(&tallies[i]);
    events_end(&g);
    fprintf(stderr, "LogonFailureBurst %" PRIu64 "\nfailures %" PRIu64 "\naccounts %" PRIu64 "\n", rows, failures,
            failed_accounts);
    free(tallies);
    free(failed);
    return 0;
}
