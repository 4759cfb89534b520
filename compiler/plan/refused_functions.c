/* Functions that bind and have no place in a detector, with the reason that a user reads. */
#include "plan.h"

#include <string.h>

static const char storage[] = "events have no extents, cursors or nodes";
static const char principal[] = "nobody is signed in to a detector";

static const struct {
    const char *name, *reason;
} refused[] = {
    {"bin_auto", "its bins come from a setting of the client (set query_bin_auto_size); use bin()"},
    {"current_cluster_endpoint", "a detector runs in no cluster"},
    {"current_cursor", storage},
    {"current_database", "a detector runs in no database"},
    {"current_node_id", storage},
    {"current_principal", principal},
    {"current_principal_details", principal},
    {"current_principal_is_member_of", principal},
    {"cursor_after", storage},
    {"cursor_before_or_at", storage},
    {"cursor_current", storage},
    {"estimate_data_size", "its result, the size inside of Kusto's storage, is not documented"},
    {"extent_id", storage},
    {"extent_tags", storage},
    {"extentid", storage},
    {"hash_combine", "how it combines hashes is not documented; concatenate the values and hash the text"},
    {"hash_many", "how it combines hashes is not documented; concatenate the values and hash the text"},
    {"parse_user_agent",
     "its result comes from a list of patterns that is neither documented nor stable; use extract()"},
    {"row_id", storage},
    {"rowstore_ordinal_range", storage},
};

const char *plan_refused_function(const char *name) {
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (strcmp(refused[i].name, name) == 0) return refused[i].reason;
    return NULL;
}
