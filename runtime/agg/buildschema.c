/* buildschema: the smallest schema that admits all values (docs: buildschema-aggregation-function.md): a type's name, a
 * bag of the members' schemas, with `indexer` for what stands in an array, or an array of several of these. Types and
 * members come in the order of their first appearance. Null has no type; nothing at all gives null. */
#include "arena.h"
#include "dyn.h"
#include "list.h"

#define CONTAINER KQ_DYN_BAG
enum { TAGS = KQ_DYN_BAG + 1 };

struct kq_schema_node {
    uint8_t types[TAGS]; /* tags; CONTAINER for bags and arrays */
    uint8_t type_count;
    kq_set names; /* of members */
    struct kq_schema_node **members;
};

typedef struct kq_schema_node node;

static const kq_str indexer = KQ_LIT("`indexer`");

static node *new_node(kq_ctx *x) {
    node *n = kq_alloc(x->state, sizeof *n);
    *n = (node){.type_count = 0};
    return n;
}

static void add_type(node *n, kq_tag tag) {
    for (unsigned i = 0; i < n->type_count; i++)
        if (n->types[i] == tag) return;
    n->types[n->type_count++] = (uint8_t)tag;
}

static uint32_t find(kq_ctx *x, node *n, kq_str name) {
    const uint32_t count = n->names.list.n, cap = n->names.list.cap;
    const uint32_t at = kq_set_find(x, &n->names, kq_dyn_string(name));
    if (at != KQ_NO_ITEM) return at;
    kq_set_add(x, &n->names, kq_dyn_string(name), KQ_LARGEST_SET);
    if (n->names.list.cap != cap)
        n->members = kq_arena_grow(x->state, n->members, cap * sizeof(node *), n->names.list.cap * sizeof(node *));
    n->members[count] = new_node(x);
    return count;
}

/* Recursion ends at KQ_MAX_DEPTH, the depth that values may have. */
static void add(kq_ctx *x, node *n, kq_dyn d) {
    if (d.tag == KQ_DYN_NULL) return;
    d = kq_dyn_expand(x->row, d);
    if (d.tag == KQ_DYN_BAG) {
        add_type(n, CONTAINER);
        for (uint32_t i = 0; i < d.n; i++) {
            const uint32_t at = find(x, n, d.u.members[i].key);
            add(x, n->members[at], d.u.members[i].value);
        }
    } else if (d.tag == KQ_DYN_ARRAY) {
        add_type(n, CONTAINER);
        const uint32_t at = find(x, n, indexer);
        for (uint32_t i = 0; i < d.n; i++) add(x, n->members[at], d.u.items[i]);
    } else {
        add_type(n, d.tag);
    }
}

static void merge(kq_ctx *x, node *n, const node *other) {
    for (unsigned i = 0; i < other->type_count; i++) add_type(n, (kq_tag)other->types[i]);
    for (uint32_t i = 0; i < other->names.list.n; i++) {
        const uint32_t at = find(x, n, other->names.list.items[i].u.s);
        merge(x, n->members[at], other->members[i]);
    }
}

static kq_dyn type_name(kq_tag tag) {
    static const kq_str names[TAGS] = {
        [KQ_DYN_BOOL] = KQ_LIT("bool"),         [KQ_DYN_LONG] = KQ_LIT("long"),
        [KQ_DYN_REAL] = KQ_LIT("double"),       [KQ_DYN_STRING] = KQ_LIT("string"),
        [KQ_DYN_DATETIME] = KQ_LIT("datetime"), [KQ_DYN_TIMESPAN] = KQ_LIT("timespan"),
        [KQ_DYN_GUID] = KQ_LIT("guid"),
    };
    return kq_dyn_string(names[tag]);
}

static kq_dyn schema_of(kq_ctx *x, const node *n);

static kq_dyn container(kq_ctx *x, const node *n) {
    const uint32_t count = n->names.list.n;
    kq_member *members = kq_alloc(x->row, (count + 1) * sizeof *members);
    for (uint32_t i = 0; i < count; i++)
        members[i] = (kq_member){n->names.list.items[i].u.s, schema_of(x, n->members[i])};
    return kq_dyn_bag(members, count);
}

static kq_dyn schema_of(kq_ctx *x, const node *n) {
    kq_dyn *types = kq_alloc(x->row, TAGS * sizeof *types);
    for (unsigned i = 0; i < n->type_count; i++)
        types[i] = n->types[i] == CONTAINER ? container(x, n) : type_name((kq_tag)n->types[i]);
    return n->type_count == 1 ? types[0] : kq_dyn_array(types, n->type_count);
}

void kq_buildschema_init(kq_ctx *x, kq_schema *s) { (void)x, s->root = NULL; }

void kq_buildschema_step(kq_ctx *x, kq_schema *s, kq_dyn d) {
    if (d.tag == KQ_DYN_NULL) return;
    if (!s->root) s->root = new_node(x);
    add(x, s->root, d);
}

void kq_buildschema_merge(kq_ctx *x, kq_schema *s, const kq_schema *other) {
    if (!other->root) return;
    if (!s->root)
        *s = *other;
    else
        merge(x, s->root, other->root);
}

kq_dyn kq_buildschema_final(kq_ctx *x, const kq_schema *s) {
    return s->root ? schema_of(x, s->root) : kq_null_dynamic();
}
