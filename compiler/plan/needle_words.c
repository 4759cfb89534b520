/* A static measure of how rare a literal is in Azure, Windows and security logs. Longest is not rarest:
 * "virtualmachines" stands in half of all AzureActivity records, "runcommand" in few. */
#include "needles.h"

#include <string.h>

/* Everyday words of these logs: values and property names that most records of some table hold. A literal that is part
 * of one of them is as common as the whole. Extend freely: the order does not matter, only speed depends on it. */
static const char *const common_words[] = {
    "access",          "account",       "accountname",   "action",        "actiontype",     "activity",
    "additionalfields", "address",      "administrator", "administrative", "alert",         "allow",
    "allowed",         "appdisplayname", "application",  "audit",         "authentication", "authorization",
    "azure",           "azureactivity", "azuread",       "behavioranalytics", "browser",    "caller",
    "calleripaddress", "category",      "claims",        "client",        "clientip",       "command",
    "commandline",     "common",        "compute",       "computer",      "connection",     "correlationid",
    "create",          "data",          "default",       "delete",        "deny",           "destination",
    "device",          "devicename",    "directory",     "domain",        "error",          "event",
    "eventdata",       "eventid",       "eventsource",   "exchange",      "failed",         "failure",
    "false",           "file",          "filename",      "folder",        "group",          "high",
    "host",            "hostname",      "http",          "https",         "identity",       "info",
    "information",     "informational", "install",       "internal",      "ipaddress",      "key",
    "level",           "local",         "localhost",     "location",      "login",          "logon",
    "logontype",       "low",           "management",    "managedidentity", "medium",       "message",
    "method",          "microsoft",     "microsoftonline", "modify",      "name",           "network",
    "newvalue",        "none",          "null",          "object",        "objectid",       "office",
    "oldvalue",        "onmicrosoft",   "operation",     "operationname", "operationnamevalue", "parameters",
    "password",        "path",          "policy",        "port",          "powershell",     "principal",
    "process",         "processname",   "program",       "programfiles",  "properties",     "protocol",
    "provider",        "providers",     "read",          "record",        "registry",       "remote",
    "request",         "resource",      "resourcegroup", "resourcegroups", "resourceid",    "resources",
    "result",          "resulttype",    "role",          "roleassignments", "rule",         "scope",
    "security",        "server",        "service",       "session",       "severity",       "sharepoint",
    "sign",            "signin",        "signinlogs",    "source",        "sourceip",       "sourcesystem",
    "started",         "state",         "status",        "storage",       "storageaccounts", "subscription",
    "subscriptionid",  "subscriptions", "success",       "succeeded",     "successful",     "syslog",
    "system",          "system32",      "target",        "targetresources", "temp",         "tenant",
    "tenantid",        "time",          "timegenerated", "token",         "true",           "type",
    "unknown",         "update",        "user",          "useragent",     "username",       "userprincipalname",
    "users",           "value",         "version",       "virtualmachine", "virtualmachines", "vault",
    "warning",         "web",           "windows",       "workspace",     "write",          "www",
    "com",             "net",           "org",           "exe",           "dll",            "log",
};

static bool part_of(const char *word, const char *p, size_t n) {
    size_t len = strlen(word);
    for (size_t i = 0; i + n <= len; i++) {
        if (memcmp(word + i, p, n) == 0) return true;
    }
    return false;
}

unsigned needle_score(const char *p, size_t n) {
    unsigned length = n < 16 ? (unsigned)n : 16;
    for (size_t i = 0; i < sizeof common_words / sizeof *common_words; i++) {
        if (part_of(common_words[i], p, n)) return length;
    }
    /* short words hide in longer ones, and digits are in every time, address and id */
    unsigned digits = 0;
    for (size_t i = 0; i < n; i++) digits += p[i] >= '0' && p[i] <= '9';
    return 20 + length * 4 - (digits < n ? 2 * (digits < 8 ? digits : 8) : 3 * length);
}
