/* Which keywords may be names (kql.md 1; KustoFacts.cs of Kusto-Query-Language). */
#include "parser.h"

#include <string.h>

/* Lists of words with a blank around each. */

/* May be given as names, but must be bracketed in expressions. */
static const char extended[] =
    " accumulate as by contains datatable earliest externaldata find has in invoke latest materialize "
    "mdm of print sample search set sample-distinct sql title to top-hitters top-nested toscalar "
    "totable verbose viewers where ";

/* Are names in brackets only. */
static const char reserved[] =
    " __contextual_datatable __crossCluster __crossDB __executeAndCache __id __isFuzzy __noWithSource "
    "__packedColumn __projectAway __sourceColumnIndex and anomalychart areachart asc bagexpansion "
    "barchart between bin_legacy boolean byte cachingpolicy callout cancel card char columnchart "
    "contains_cs containscs cycles dataexport datascope date datetime decimal decodeblocks desc double "
    "dynamic encodingpolicy endswith endswith_cs expandoutput extent_tags_retention external_data false "
    "False FALSE first flags float force_remote harddelete hardretention has_all has_any has_cs "
    "hasprefix hasprefix_cs hassuffix hassuffix_cs hotcache int int16 int32 int64 int8 isfuzzy journal "
    "kind ladderchart last like likecs linechart long matches missing nooptimization notcontains "
    "notcontainscs notlike notlikecs or others pathformat piechart pivotchart project queries "
    "query_results real relaxed restricted_view_access row_level_security rowstore rowstore_references "
    "rowstore_sealinfo rowstorepolicy rowstores scatterchart seal seals shards simple softdelete "
    "softretention stackedareachart startswith startswith_cs statistics storedqueryresultcontainers "
    "string tablepurge time timechart timeline timepivot timespan treemap true True TRUE uint uint16 "
    "uint32 uint64 uint8 ulong union uniqueid unrestrictedviewers views with_itemindex with_match_id "
    "with_source with_step_name withsource writeaheadlog ";

/* Are names everywhere; only where an operator is expected, a keyword is no misspelt operator. */
static const char unrestricted[] =
    " access alias best_effort bin bool database dataformat datetime_pattern declare default edges "
    "entity_group from graph guid id inline_external_table let matches nodes null nulls on optional "
    "output pack pattern plotly query_parameters regex restrict step typeof uuid view with with_node_id ";

static bool listed(const char *list, const char *word) {
    size_t n = strlen(word);
    for (const char *p = strstr(list, word); p; p = strstr(p + 1, word))
        if (p[-1] == ' ' && p[n] == ' ') return true;
    return false;
}

int word_name_kind(const char *word) {
    if (strchr(word, ' ') || !*word) return TK_NAME;
    return listed(extended, word) ? TK_EXTENDED : listed(reserved, word) ? TK_WORD : TK_NAME;
}

bool word_is_keyword(const char *word) { return word_name_kind(word) != TK_NAME || listed(unrestricted, word); }

bool word_is_bool(const char *word) { return listed(" true True TRUE false False FALSE ", word); }

bool word_is_special(const char *word) {
    return strcmp(word, "kind") == 0 || strcmp(word, "withsource") == 0 || strcmp(word, "with_source") == 0;
}
