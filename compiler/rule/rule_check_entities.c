/* Entity mappings: types, their identifiers, and which of them at least one must be given (sentinel-rules.md 1.3; docs:
 * entities-reference). */
#include "rule_check.h"

#include <string.h>

enum { MAX_MAPPINGS = 10, MAX_FIELDS = 3 };

/* Names separated by blanks. `required`: at least one of these, `+` joins what must come together. */
static const struct entity_type {
    const char *name, *required, *others;
} types[] = {
    {"Account", "FullName Name Sid AadUserId PUID ObjectGuid",
     "NTDomain DnsDomain UPNSuffix AadTenantId IsDomainJoined DisplayName"},
    {"Host", "FullName HostName NetBiosName AzureID OMSAgentID",
     "DnsDomain NTDomain OSFamily OSVersion IsDomainJoined"},
    {"IP", "Address", "AddressScope"},
    {"URL", "Url", ""},
    {"File", "Name", "Directory"},
    {"FileHash", "Algorithm+Value", ""},
    {"Process", "CommandLine ProcessId", "ElevationToken CreationTimeUtc"},
    {"AzureResource", "ResourceId", ""},
    {"CloudApplication", "AppId Name", "InstanceName"},
    {"DNS", "DomainName", ""},
    {"Malware", "Name", "Category"},
    {"RegistryKey", "Key Hive", ""},
    {"RegistryValue", "Name", "Value ValueType"},
    {"SecurityGroup", "DistinguishedName SID ObjectGuid", ""},
    {"Mailbox", "MailboxPrimaryAddress", "DisplayName Upn ExternalDirectoryObjectId RiskLevel"},
    {"MailCluster", "Query Source",
     "NetworkMessageIds CountByDeliveryStatus CountByThreatType CountByProtectionStatus Threats QueryTime MailCount "
     "IsVolumeAnomaly ClusterSourceIdentifier ClusterSourceType ClusterQueryStartTime ClusterQueryEndTime "
     "ClusterGroup"},
    {"MailMessage", "NetworkMessageId Recipient",
     "Files Urls Threats Sender SenderIP P1Sender P1SenderDisplayName P1SenderDomain P2Sender P2SenderDisplayName "
     "P2SenderDomain ReceivedDate InternetMessageId Subject BodyFingerprintBin1 BodyFingerprintBin2 "
     "BodyFingerprintBin3 BodyFingerprintBin4 BodyFingerprintBin5 AntispamDirection DeliveryAction DeliveryLocation "
     "Language ThreatDetectionMethods"},
    {"SubmissionMail", "SubmissionId NetworkMessageId Recipient Submitter",
     "SubmissionDate Timestamp Sender SenderIp Subject ReportType"},
    {"IoTDevice", "DeviceId",
     "IoTHub DeviceName Owners IoTSecurityAgentId DeviceType Source SourceRef Manufacturer Model OperatingSystem "
     "IpAddress MacAddress Protocols SerialNumber Site Zone Sensor Importance PurdueLayer IsProgramming IsAuthorized "
     "IsScanner DevicePageLink DeviceSubType"},
};

#define TYPE_COUNT (sizeof types / sizeof *types)

/* The words of a list, which blanks and '+' separate. */
static size_t split(struct checker *c, const char *list, const char **words, size_t max) {
    size_t n = 0;
    while (*list && n < max) {
        size_t length = strcspn(list, " +");
        if (length) words[n++] = arena_strndup(c->arena, list, length);
        list += length + (list[length] != 0);
    }
    return n;
}

static const struct entity_type *find_type(struct checker *c, const struct rule_text *t) {
    const char *names[TYPE_COUNT];
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        if (strcmp(types[i].name, t->s) == 0) return &types[i];
        names[i] = types[i].name;
    }
    diag_report(c->diag, DIAG_E0116, t->span, t->s);
    check_hint(c, names, TYPE_COUNT, t->s);
    return NULL;
}

static void check_identifiers(struct checker *c, const struct rule_entity *e, const struct entity_type *type) {
    const char *names[64];
    size_t required = split(c, type->required, names, 64);
    size_t all = required + split(c, type->others, names + required, 64 - required), given = 0;
    for (size_t i = 0; i < e->fields.n; i++) {
        const struct rule_text *id = &e->fields.v[i].identifier;
        if (check_in(names, required, id->s)) given++;
        if (check_in(names, all, id->s)) continue;
        diag_report(c->diag, DIAG_E0117, id->span, type->name, id->s);
        check_hint(c, names, all, id->s);
        given = required; /* most likely the required one, misspelled */
    }
    size_t needed = strchr(type->required, '+') ? required : 1;
    if (given >= needed) return;
    diag_report(c->diag, DIAG_E0119, e->type.span,
                arena_printf(c->arena, "the entity %s needs %s %s", type->name, needed > 1 ? "all of" : "one of",
                             type->required));
}

void check_entities(struct checker *c) {
    for (size_t i = 0; i < c->rule->entities.n; i++) {
        const struct rule_entity *e = &c->rule->entities.v[i];
        if (i == MAX_MAPPINGS) diag_report(c->diag, DIAG_E0119, e->type.span, "more than ten entity mappings");
        if (e->fields.n > MAX_FIELDS)
            diag_report(c->diag, DIAG_E0119, e->type.span, "more than three fields in an entity mapping");
        const struct entity_type *type = find_type(c, &e->type);
        if (type) check_identifiers(c, e, type);
        for (size_t k = 0; k < e->fields.n; k++) check_column(c, &e->fields.v[k].column);
    }
    for (size_t i = 0; i < c->rule->sentinel_entities.n; i++) check_column(c, &c->rule->sentinel_entities.v[i]);
}
