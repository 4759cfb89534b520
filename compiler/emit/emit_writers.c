/* Which table writes which kind of operator. */
#include "emit_internal.h"

const struct op_writer *const op_writers[PO_KINDS] = {
    [PO_APPLY] = &apply_writer,     [PO_EXPAND] = &expand_writer,       [PO_ITEMS] = &items_writer,
    [PO_MEMBERS] = &members_writer, [PO_PARTITION] = &partition_writer, [PO_STEPS] = &steps_writer,
    [PO_RANGE] = &range_writer,     [PO_UNION] = &union_writer,         [PO_READ] = &read_writer,
    [PO_SHARE] = &share_writer,     [PO_WINDOW] = &window_writer,
};

const local_writer local_writers[PO_KINDS] = {
    [PO_PARSE] = parse_local,
};
