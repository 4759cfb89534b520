/* The one header that generated C includes. */
#ifndef KQ_KQ_H
#define KQ_KQ_H

#include <kq/abi.h>
#include <kq/value.h>

#include <kq/agg.h>
#include <kq/expand.h>
#include <kq/keep.h>
#include <kq/ops.h>
#include <kq/order.h>
#include <kq/parse.h>
#include <kq/steps.h>
#include <kq/table.h>
#include <kq/window.h>

#endif
