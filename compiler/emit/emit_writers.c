/* Which table writes which kind of operator. */
#include "emit_internal.h"

const struct op_writer *const op_writers[PO_KINDS] = {
    [PO_EXPAND] = &expand_writer,
    [PO_WINDOW] = &window_writer,
    [PO_RANGE] = &range_writer,
    [PO_UNION] = &union_writer,
    [PO_READ] = &read_writer,
    [PO_SHARE] = &share_writer,
};

const local_writer local_writers[PO_KINDS] = {0};
