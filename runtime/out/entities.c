/* The entities of entities.h. Values are text, but IsDomainJoined is a bool and AppId a number; FullName, which is in
 * no schema, is kept and also split into the identifiers it stands for. */
#include "entities.h"

#include <stdlib.h>
#include <string.h>

#include "jsonscan.h"
#include "number.h"
#include "utf8.h"
#include "valuetext.h"

/* Entity types: the text of "Type", and the identifiers of which at least one must have a value (both, where `all`). */
static const struct shape {
    const char *type, *text, *required;
    bool all;
} shapes[] = {
    {"Account", "account", "FullName Name Sid AadUserId PUID ObjectGuid", false},
    {"Host", "host", "FullName HostName NetBiosName AzureID OMSAgentID", false},
    {"IP", "ip", "Address", false},
    {"URL", "url", "Url", false},
    {"File", "file", "Name", false},
    {"FileHash", "filehash", "Algorithm Value", true},
    {"Process", "process", "CommandLine ProcessId", false},
    {"AzureResource", "azure-resource", "ResourceId", false},
    {"CloudApplication", "cloud-application", "AppId Name", false},
    {"DNS", "dns", "DomainName", false},
    {"Malware", "malware", "Name", false},
    {"RegistryKey", "registry-key", "Key Hive", false},
    {"RegistryValue", "registry-value", "Name", false},
    {"SecurityGroup", "security-group", "DistinguishedName SID ObjectGuid", false},
    {"Mailbox", "mailbox", "MailboxPrimaryAddress", false},
    {"MailCluster", "mail-cluster", "Query Source", false},
    {"MailMessage", "mail-message", "NetworkMessageId Recipient", false},
    {"SubmissionMail", "SubmissionMail", "SubmissionId NetworkMessageId Recipient Submitter", false},
    {"IoTDevice", "iotdevice", "DeviceId", false},
};

/* An account that is only called so says nothing (docs: entities-reference.md). */
static const char *const generic_names[] = {"ADMIN",        "ADMINISTRATOR",      "SYSTEM",         "ROOT",
                                            "ANONYMOUS",    "AUTHENTICATED USER", "NETWORK",        "NULL",
                                            "LOCAL SYSTEM", "LOCALSYSTEM",        "NETWORK SERVICE"};

static bool equals(kq_str s, const char *text) { return s.n == strlen(text) && (s.n == 0 || !memcmp(s.p, text, s.n)); }

static kq_str literal(const char *text) { return (kq_str){text, strlen(text)}; }

static const struct shape *shape_of(kq_str type) {
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
        if (kq_ascii_equal_fold(type, literal(shapes[i].type))) return &shapes[i];
    return NULL;
}

void kq_entities_init(kq_entities *e, const kq_entity *mappings, uint32_t count) {
    memset(e, 0, sizeof *e);
    e->mappings = mappings;
    e->mapping_count = count;
    e->limit = count ? KQ_ENTITY_MAX / count : 0;
    e->seen = calloc(count + 1u, sizeof *e->seen);
    if (!e->seen) kq_fatal("out of memory");
    for (uint32_t i = 0; i < count; i++) {
        e->seen[i].slots = calloc(KQ_ENTITY_SLOTS, sizeof *e->seen[i].slots);
        e->seen[i].from = calloc(e->limit + 1u, sizeof *e->seen[i].from);
        if (!e->seen[i].slots || !e->seen[i].from) kq_fatal("out of memory");
    }
}

void kq_entities_free(kq_entities *e) {
    for (uint32_t i = 0; i < e->mapping_count; i++) {
        free(e->seen[i].slots);
        free(e->seen[i].from);
        kq_buf_free(&e->seen[i].keys);
    }
    free(e->seen);
    kq_buf_free(&e->json);
    kq_buf_free(&e->scratch);
    kq_buf_free(&e->tuple);
    memset(e, 0, sizeof *e);
}

/* True when the tuple is new; remembers it. */
static bool remember(kq_entity_seen *seen, const kq_buf *tuple) {
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < tuple->n; i++) h = (h ^ (uint8_t)tuple->p[i]) * UINT64_C(1099511628211);
    uint32_t at = (uint32_t)(h ^ h >> 32) % KQ_ENTITY_SLOTS;
    for (; seen->slots[at]; at = (at + 1) % KQ_ENTITY_SLOTS) {
        uint32_t i = seen->slots[at] - 1;
        size_t n = seen->from[i + 1] - seen->from[i];
        if (n == tuple->n && memcmp(seen->keys.p + seen->from[i], tuple->p, n) == 0) return false;
    }
    kq_buf_put(&seen->keys, tuple->p, tuple->n);
    seen->slots[at] = ++seen->count;
    seen->from[seen->count] = seen->keys.n;
    return true;
}

/* ---- one entity ---------------------------------------------------------------------------------------------------
 */

/* The mapped value of field i of the current tuple: texts with their lengths before them. */
static kq_str tuple_field(const kq_buf *tuple, uint32_t i) {
    const char *p = tuple->p;
    for (;; i--) {
        size_t n;
        memcpy(&n, p, sizeof n);
        p += sizeof n;
        if (i == 0) return (kq_str){p, n};
        p += n;
    }
}

static kq_str mapped(const kq_entity *m, const kq_buf *tuple, const char *identifier) {
    for (uint32_t i = 0; i < m->field_count; i++)
        if (equals(m->fields[i].identifier, identifier)) return tuple_field(tuple, i);
    return (kq_str){"", 0};
}

static bool has_required(const kq_entity *m, const kq_buf *tuple, const struct shape *shape) {
    const char *p = shape ? shape->required : "";
    if (!*p) {
        for (uint32_t i = 0; i < m->field_count; i++)
            if (tuple_field(tuple, i).n > 0) return true;
        return false;
    }
    bool any = false, all = true;
    while (*p) {
        char name[32];
        size_t n = strcspn(p, " ");
        memcpy(name, p, n);
        name[n] = '\0';
        bool present = mapped(m, tuple, name).n > 0;
        any |= present;
        all &= present;
        p += n + (p[n] == ' ');
    }
    return shape->all ? all : any;
}

static bool is_generic_account(const kq_entity *m, const kq_buf *tuple, const struct shape *shape) {
    if (!shape || strcmp(shape->type, "Account") != 0) return false;
    kq_str name = mapped(m, tuple, "Name");
    for (uint32_t i = 0; i < m->field_count; i++)
        if (!equals(m->fields[i].identifier, "Name") && tuple_field(tuple, i).n > 0) return false;
    for (size_t i = 0; i < sizeof generic_names / sizeof generic_names[0]; i++)
        if (kq_ascii_equal_fold(name, literal(generic_names[i]))) return true;
    return false;
}

static void put_text(kq_buf *b, const char *identifier, kq_str value) {
    if (value.n == 0) return;
    kq_buf_puts(b, ",\"");
    kq_buf_puts(b, identifier);
    kq_buf_puts(b, "\":");
    kq_json_put_string(b, value);
}

static void put_field(kq_buf *b, kq_str identifier, kq_str value) {
    if (value.n == 0) return;
    int64_t number;
    kq_buf_putc(b, ',');
    kq_json_put_string(b, identifier);
    kq_buf_putc(b, ':');
    bool is_true = kq_ascii_equal_fold(value, literal("true"));
    if (equals(identifier, "IsDomainJoined") && (is_true || kq_ascii_equal_fold(value, literal("false")))) {
        kq_buf_puts(b, is_true ? "true" : "false");
    } else if (equals(identifier, "AppId") && kq_parse_long(value, &number)) {
        char text[KQ_LONG_TEXT];
        kq_buf_put(b, text, kq_format_long(number, text));
    } else {
        kq_json_put_string(b, value);
    }
}

/* What an unmapped identifier gets from FullName: the part before or behind the first `separator`. */
static void put_part(kq_buf *b, const kq_entity *m, const kq_buf *tuple, const char *identifier, kq_str part) {
    if (mapped(m, tuple, identifier).n == 0) put_text(b, identifier, part);
}

static void split_full_name(kq_buf *b, const kq_entity *m, const kq_buf *tuple, const struct shape *shape) {
    kq_str full = mapped(m, tuple, "FullName");
    if (!shape || full.n == 0) return;
    bool account = strcmp(shape->type, "Account") == 0;
    if (!account && strcmp(shape->type, "Host") != 0) return;
    const char *end = full.p + full.n;
    const char *at = memchr(full.p, account ? '@' : '.', full.n);
    const char *slash = account && !at ? memchr(full.p, '\\', full.n) : NULL;
    const char *cut = at ? at : slash;
    if (!cut) {
        put_part(b, m, tuple, account ? "Name" : "HostName", full);
        return;
    }
    kq_str left = {full.p, (size_t)(cut - full.p)}, right = {cut + 1, (size_t)(end - cut - 1)};
    put_part(b, m, tuple, !account ? "HostName" : at ? "Name" : "NTDomain", left);
    put_part(b, m, tuple, !account ? "DnsDomain" : at ? "UPNSuffix" : "Name", right);
}

static void put_entity(kq_entities *e, const kq_entity *m, const struct shape *shape) {
    kq_buf *b = &e->scratch;
    char id[KQ_LONG_TEXT];
    b->n = 0;
    kq_buf_puts(b, "{\"$id\":\"");
    kq_buf_put(b, id, kq_format_long((int64_t)e->count + 1, id));
    kq_buf_putc(b, '"');
    for (uint32_t i = 0; i < m->field_count; i++) put_field(b, m->fields[i].identifier, tuple_field(&e->tuple, i));
    split_full_name(b, m, &e->tuple, shape);
    kq_buf_puts(b, ",\"Type\":");
    kq_json_put_string(b, shape ? literal(shape->text) : m->type);
    kq_buf_putc(b, '}');
    if (e->json.n + b->n + 2 > KQ_ENTITY_BYTES) return;
    kq_buf_putc(&e->json, e->count == 0 ? '[' : ',');
    kq_buf_put(&e->json, b->p, b->n);
    e->count++;
}

/* The tuple of mapping i goes into the log. */
static void note(kq_entities *e, uint32_t i) {
    kq_buf_put(e->log, &i, sizeof i);
    kq_buf_put(e->log, &e->tuple.n, sizeof e->tuple.n);
    kq_buf_put(e->log, e->tuple.p, e->tuple.n);
}

void kq_entities_take(kq_entities *e, kq_str log) {
    for (size_t at = 0; at < log.n;) {
        uint32_t i;
        size_t n;
        memcpy(&i, log.p + at, sizeof i);
        memcpy(&n, log.p + at + sizeof i, sizeof n);
        at += sizeof i + sizeof n + n;
        if (e->seen[i].count >= e->limit) continue;
        e->tuple.n = 0;
        kq_buf_put(&e->tuple, log.p + at - n, n);
        if (remember(&e->seen[i], &e->tuple)) put_entity(e, &e->mappings[i], shape_of(e->mappings[i].type));
    }
}

void kq_entities_row(kq_entities *e, const kq_value *values) {
    for (uint32_t i = 0; i < e->mapping_count; i++) {
        const kq_entity *m = &e->mappings[i];
        kq_entity_seen *seen = &e->seen[i];
        if (m->field_count == 0 || seen->count >= e->limit) continue;
        e->tuple.n = 0;
        for (uint32_t f = 0; f < m->field_count; f++) {
            e->scratch.n = 0;
            kq_put_value_text(&e->scratch, &values[m->fields[f].column]);
            kq_buf_put(&e->tuple, &e->scratch.n, sizeof e->scratch.n);
            kq_buf_put(&e->tuple, e->scratch.p, e->scratch.n);
        }
        const struct shape *shape = shape_of(m->type);
        if (!has_required(m, &e->tuple, shape) || is_generic_account(m, &e->tuple, shape)) continue;
        if (e->log)
            note(e, i);
        else if (remember(seen, &e->tuple))
            put_entity(e, m, shape);
    }
}

kq_str kq_entities_finish(kq_entities *e) {
    if (e->count == 0) return (kq_str){"", 0};
    kq_buf_putc(&e->json, ']');
    return (kq_str){e->json.p, e->json.n};
}
