/* Names and types of result columns, by Microsoft's binder: the expected columns of `agreed` are its answers (asked
 * with
 * @kusto/language-service-next 12.4.1), those of `decided` follow kql.md where the binder is laxer than the server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sema_rig.h"

struct expectation {
    const char *query, *result;
};

static const struct expectation agreed[] = {
    {"T | summarize count()", "count_:long"},
    {"T | summarize count() by s", "s:string, count_:long"},
    {"T | summarize arg_max(t, a, b) by s", "s:string, t:datetime, a:int, b:long"},
    {"T | summarize X=arg_max(t, a, b) by s", "s:string, X:datetime, a:int, b:long"},
    {"T | summarize (X,Y)=arg_max(t, a) by s", "s:string, X:datetime, Y:int"},
    {"T | summarize arg_max(a+b, c)", "max_:long, c:real"},
    {"T | summarize arg_max(t, x=a, tostring(d.foo))", "t:datetime, x:int, d_foo:string"},
    {"T | summarize count(), count(), max(a), max(a)", "count_:long, count_1:long, max_a:int, max_a1:int"},
    {"T | summarize count(), count_=max(a)", "count_:long, count_1:int"},
    {"T | summarize by s, a", "s:string, a:int"},
    {"T | summarize dcount(s, 4) by x = tolower(s)", "x:string, dcount_s:long"},
    {"print 1, 'x', a=2, now()", "print_0:long, print_1:string, a:long, print_3:datetime"},
    {"L | join R on key", "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=inner R on key", "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=leftouter R on $left.key==$right.key",
     "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=rightouter R on key", "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=fullouter R on key", "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=leftanti R on key", "key:string, x:long, v:string"},
    {"L | join kind=anti R on key", "key:string, x:long, v:string"},
    {"L | join kind=leftantisemi R on key", "key:string, x:long, v:string"},
    {"L | join kind=rightanti R on key", "key:string, y:long, v:string"},
    {"L | join kind=leftsemi R on key", "key:string, x:long, v:string"},
    {"L | join kind=rightsemi R on key", "key:string, y:long, v:string"},
    {"L | join R on $left.key==$right.v", "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join R on $left.key==$right.key, v", "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join R on $left.key==$right.key and $left.v==$right.v",
     "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join (R | extend key1='x') on key",
     "key:string, x:long, v:string, key2:string, y:long, v1:string, key1:string"},
    {"L | extend key1='q' | join R on key",
     "key:string, x:long, v:string, key1:string, key2:string, y:long, v1:string"},
    {"L | join (R | project key, y=toint(y)) on $left.x == $right.y",
     "key:string, x:long, v:string, key1:string, y:int"},
    {"L | join R on key | join R on key",
     "key:string, x:long, v:string, key1:string, y:long, v1:string, key2:string, y1:long, v2:string"},
    {"T | extend ['a b']=1 | project ['a b']", "a b:long"},
    {"T | project x1=d.x+1, x2=1+d.x, x3=d.x+d.y, x4=d.x*1.0, x5=d.x+int(1), x6=d.x/2, x7=d.x-t, x8=t-d.x, x9=-d.x, "
     "x10=d.x%2",
     "x1:long, x2:long, x3:dynamic, x4:real, x5:long, x6:long, x7:timespan, x8:timespan, x9:dynamic, x10:long"},
    {"T | project x1=d.x==1, x2=d.x=='a', x3=d.x>1, x4=d.x==t, x5=d=='a', x6=d.x=~'a', x7=d.x has 'a', x8=d.x in "
     "('a','b'), x9=d.x contains 'a'",
     "x1:bool, x2:bool, x3:bool, x4:bool, x5:bool, x6:bool, x7:bool, x8:bool, x9:bool"},
    {"let ['x y']=1; print ['x y']", "print_0:long"},
    {"T | summarize x=count() by t", "t:datetime, x:long"},
    {"T | summarize a=max(a), b=min(a) by s, k=tolower(s)", "s:string, k:string, a:int, b:int"},
    {"T | summarize max(a) by max_a=s", "max_a:string, max_a1:int"},
    {"T | summarize arg_max(t, s, t)", "t:datetime, s:string, t1:datetime"},
    {"T | summarize arg_max(a, s), arg_max(b, s)", "a:int, s:string, b:long, s1:string"},
    {"T | summarize make_set(s), make_set(s, 10), make_set(a)", "set_s:dynamic, set_s1:dynamic, set_a:dynamic"},
    {"T | summarize by bin(t, 1h), dayofweek(t), hourofday(t)", "t:datetime, Column1:timespan, Column2:int"},
    {"let a1=1; let b1=a1+1; print b1", "print_0:long"},
    {"T | summarize n=count(), ['x y']=max(a) by ['s s']=s", "s s:string, n:long, x y:int"},
    {"T | summarize count() by tostring(d)", "d:string, count_:long"},
    {"T | summarize make_list(bag_pack('a',a,'b',b))", "list_:dynamic"},
    {"T | project iif(a>1, a, b), iff(s has 'x', 'y', dynamic(null))", "Column1:long, Column2:string"},
    {"T | join kind=inner (L) on $left.s == $right.key | project s, key, x", "s:string, key:string, x:long"},
    {"L | join kind=inner (R | extend z=1) on key | join kind=leftouter (R | extend z=2) on key",
     "key:string, x:long, v:string, key1:string, y:long, v1:string, z:long, key2:string, y1:long, v2:string, z1:long"},
    {"L | join kind=fullouter R on key | project key, key1, coalesce(key, key1)",
     "key:string, key1:string, Column1:string"},
    {"print x = 1 | extend y = x/0, z = 1.0/0, w = 0.0/0, v= 1%0", "x:long, y:long, z:real, w:real, v:long"},
    {"print dynamic({'a': [1, 'x', {\"b\": null}]})", "print_0:dynamic"},
    {"print d = dynamic(2.5), e=dynamic(\"str\"), f=dynamic(1d), g=dynamic(true)",
     "d:dynamic, e:dynamic, f:dynamic, g:dynamic"},
    {"print bin(-5, 3), bin(-5.5, 2), bin(-1h, 3h), bin(datetime(2020-01-01 05:00), 7d)",
     "print_0:long, print_1:real, print_2:timespan, print_3:datetime"},
    {"print 1 == 1.0, 'a' == dynamic('a'), 1 == dynamic(1), '1' == 1",
     "print_0:bool, print_1:bool, print_2:bool, print_3:bool"},
    {"print iff(true, 1, long(null)), 1 in (1, 2.0), 'a' in (dynamic(['a'])), 1 between (1 .. 5)",
     "print_0:long, print_1:bool, print_2:bool, print_3:bool"},
    {"print timespan(1), timespan('1.02:03:04.5'), time(30m), timespan(15 seconds), timespan(1.5d), 1.5d, -1d, "
     "timespan(-1d)",
     "print_0:timespan, print_1:timespan, print_2:timespan, print_3:timespan, print_4:timespan, print_5:timespan, "
     "print_6:timespan, print_7:timespan"},
    {"print h@'x', H'x', ~~~abc~~~", "print_0:string, print_1:string, print_2:string"},
    {"print guid(null), guid('74be27de1e4e49d9b579fe0b331d3642'), toguid('x')",
     "print_0:guid, print_1:guid, print_2:guid"},
    {"print 'x' has 'x', 'x' !in ('a'), not('x' == 'a'), 1 !between (2 .. 3)",
     "print_0:bool, print_1:bool, print_2:bool, print_3:bool"},
    {"print 5 / 2, -7 / 2, -7 % 3, 7.5 % 2, 1d / 2.0, 2 * 1h * 3",
     "print_0:long, print_1:long, print_2:long, print_3:real, print_4:timespan, print_5:timespan"},
    {"T | summarize take_any(s, a) by g", "g:guid, s:string, a:int"},
    {"T | summarize (LastSeen, L2)=arg_max(t, a), arg_min(t, a) by s",
     "s:string, LastSeen:datetime, L2:int, t:datetime, a:int"},
    {"T | summarize make_set(d.x), s_x=make_set(d.x) by tostring(d.y)", "d_y:string, set_d_x:dynamic, s_x:dynamic"},
    {"T | summarize makeset(s), makelist(a) by bin(t,1h)", "t:datetime, set_s:dynamic, list_a:dynamic"},
    {"L | join kind=leftsemi R on key | extend q=x", "key:string, x:long, v:string, q:long"},
    {"L | join kind=rightouter (R) on key, v", "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=inner hint.strategy=broadcast R on key",
     "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=inner hint.strategy=shuffle R on $left.key == $right.key, $left.v == $right.v",
     "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=leftouter (R | project key2=key, y) on $left.key == $right.key2",
     "key:string, x:long, v:string, key2:string, y:long"},
    {"T | project ['a'], ['d'].x, d['y']", "a:int, d_x:dynamic, d_y:dynamic"},
    {"T | project d[d.x]", "d_:dynamic"},
    {"print toint('12abc'), toint(' 12 '), toint(3.9), tolong('0x1F'), toint(true), tobool(0), tobool('yes'), "
     "tobool('1')",
     "print_0:int, print_1:int, print_2:int, print_3:long, print_4:int, print_5:bool, print_6:bool, print_7:bool"},
    {"print now() - 1d, ago(1d), now(-1d), now() + 1h",
     "print_0:datetime, print_1:datetime, print_2:datetime, print_3:datetime"},
    {"print case(true, 1, false, 2, 3), iff(bool(null), 1, 2)", "print_0:long, print_1:long"},
    {"print max_of(1, 2.5), min_of('a','b'), coalesce('', 'x')", "print_0:real, print_1:string, print_2:string"},
    {"print substring('abc', -2), indexof('abc','c', -1)", "print_0:string, print_1:long"},
    {"print parse_json('{\"a\":1}').a, parse_json('[1,2]')[0], parse_json('[1,2]')[-1]",
     "print_0:dynamic, print_1:dynamic, print_2:dynamic"},
    {"print pack_array(1,'a',dynamic({}))", "print_0:dynamic"},
    {"T | summarize countif(d.x == 'a')", "countif_:long"},
    {"T | summarize dcount(d.x) by bin(t, 1h)", "t:datetime, dcount_d_x:long"},
    {"T | project x = iff(isempty(s), d.x, s)", "x:string"},
    {"T | summarize count() by a=bin(a, 5)", "a:long, count_:long"},
    {"print '\\101'", "print_0:string"},
    {"print 'a' has 'a' == true", "print_0:bool"},
    {"print not(true) and false or true", "print_0:bool"},
    {"print -1 - -1, 2-1, 2 -1", "print_0:long, print_1:long, print_2:long"},
    {"print a = 2 / 4 * 100, b = 100.0 * 2 / 4", "a:long, b:real"},
    {"T | summarize dcount(s), count() by bin(t,1h)", "t:datetime, dcount_s:long, count_:long"},
    {"let x=1; T | project x", "x:long"},
    {"let x=1; T | summarize count() by x", "x:long, count_:long"},
    {"T | project p=-d.x", "p:dynamic"},
    {"T | project p=d.x+1h, q=d.x+int(1), r=d.x-t, u=t-d.x, v=d.x*2.0, w=d.x+d.y",
     "p:timespan, q:long, r:timespan, u:timespan, v:real, w:dynamic"},
    {"L | join (R | project key, y) on key, key", "key:string, x:long, v:string, key1:string, y:long"},
    {"T | project -a, x=-int(1), y=+a, z=-ts", "Column1:long, x:int, y:long, z:timespan"},
    {"T | summarize arg_max(t, s, s), arg_max(t,b)", "t:datetime, s:string, s1:string, t1:datetime, b:long"},
    {"T | summarize arg_max(t, t, s)", "t:datetime, t1:datetime, s:string"},
    {"T | summarize arg_max(t)", "t:datetime"},
    {"T | summarize take_any(a+1), take_any(x=s)", "any_arg0:long, x:string"},
    {"T | project tostring(a), a", "a:string, a1:int"},
    {"T | project a, tostring(a)", "a:int, a1:string"},
    {"T | summarize by bin(t,1h), t", "t:datetime, t1:datetime"},
    {"T | summarize a=max(a), max(a) by a1=s", "a1:string, a:int, max_a:int"},
    {"print a=1 | extend b=a", "a:long, b:long"},
    {"T | project (a), (d.x), x=(tostring(d.x)), ((d).x)", "a:int, d_x:dynamic, x:string, d_x1:dynamic"},
    {"T | summarize make_set(s,10), make_list(s, a)", "set_s:dynamic, list_s:dynamic"},
    {"let x = 5; let y = x + 1; print y", "print_0:long"},
    {"let x = T; let z = x | project a; z", "a:int"},
    {"T | project tostring(a), a=5", "a:string, a1:long"},
    {"T | summarize by a, x=a", "a:int, x:int"},
    {"T | summarize by tostring(a), a", "a:string, a1:int"},
    {"T | summarize arg_max(t, a+1), arg_max(t, strcat(s,'a'), tolower(s))",
     "t:datetime, max_t_arg1:long, t1:datetime, max_t_arg11:string, max_t_arg2:string"},
    {"T | summarize arg_max(t, a+1, b+1)", "t:datetime, max_t_arg1:long, max_t_arg2:long"},
    {"T | summarize arg_max(tostring(t), a)", "t:string, a:int"},
    {"T | summarize arg_max(bin(t,1h), a)", "t:datetime, a:int"},
    {"T | summarize arg_max(a+1)", "max_:long"},
    {"T | summarize take_any(a, s), take_any(a)", "a:int, s:string, a1:int"},
    {"T | summarize take_any(tolower(s), a)", "any_arg0:string, a:int"},
    {"T | summarize take_any(tostring(d.x)), take_any(d.y)", "d_x:string, d_y:dynamic"},
    {"T | summarize x=take_any(a, b)", "x:int, b:long"},
    {"T | summarize (x,y)=take_any(a, b)", "x:int, y:long"},
    {"T | summarize count()+1, x=count()*2, tostring(count()), tostring(max(a)), bin(max(t),1h), strcat(max(s),'a')",
     "Column1:long, x:long, count_:string, max_a:string, max_t:datetime, Column2:string"},
    {"T | summarize 1, now(), x=1", "Column1:long, Column2:datetime, x:long"},
    {"T | summarize iff(count()>1,'a','b')", "Column1:string"},
    {"T | summarize count() by 1", "Column1:long, count_:long"},
    {"T | summarize count() by 'x', now()", "Column1:string, Column2:datetime, count_:long"},
    {"let x=5; T | summarize x", "x:long"},
    {"let x=5; T | summarize y=x, count()+x", "y:long, Column1:long"},
    {"T | summarize max(a), a=max(a) by max_a=s, count_=b", "max_a:string, count_:long, max_a1:int, a:int"},
    {"T | summarize count(), count_1=max(a), count()", "count_:long, count_1:int, count_2:long"},
    {"T | summarize max(a) by a, b, bin(t, 1h), x=1", "a:int, b:long, t:datetime, x:long, max_a:int"},
    {"L | join kind=leftouter (R) on key | join (R) on key",
     "key:string, x:long, v:string, key1:string, y:long, v1:string, key2:string, y1:long, v2:string"},
    {"L | join (R | extend key1=1) on key", "key:string, x:long, v:string, key2:string, y:long, v1:string, key1:long"},
    {"L | extend key1=1 | join (R) on key", "key:string, x:long, v:string, key1:long, key2:string, y:long, v1:string"},
    {"L | extend key1=1 | join (R | extend key1='') on key",
     "key:string, x:long, v:string, key1:long, key2:string, y:long, v1:string, key11:string"},
    {"L | join (R | extend x=1, x1=2) on key",
     "key:string, x:long, v:string, key1:string, y:long, v1:string, x2:long, x1:long"},
    {"L | extend x1=1, v1=2, y=1 | join (R) on key",
     "key:string, x:long, v:string, x1:long, v1:long, y:long, key1:string, y1:long, v2:string"},
    {"L | join kind=inner (R) on $left.x == $right.y, key",
     "key:string, x:long, v:string, key1:string, y:long, v1:string"},
    {"L | join kind=leftsemi (R) on $left.x == $right.y", "key:string, x:long, v:string"},
    {"L | extend i=int(1) | join (R) on $left.i == $right.y",
     "key:string, x:long, v:string, i:int, key1:string, y:long, v1:string"},
    {"T | project strcat(s), strlen(s), strlen(tolower(s)), strlen('x'), tostring('x'), tostring(now()), "
     "tolong(strlen(s)), split(tolower(s),','), todynamic(tolower(s)).x",
     "Column1:string, strlen_s:long, strlen_:long, strlen_1:long, Column2:string, Column3:string, strlen_s1:long, "
     "Column4:dynamic, x:dynamic"},
    {"T | project parse_json(s).x, parse_json(s)['y'], parse_json(s)[0].z, split(s,',')[0], d.x[a], d['a'][0]['c'], "
     "d[-1], d[-1].x, d[\"a b\"].c",
     "s_x:dynamic, s_y:dynamic, s_0_z:dynamic, s_0:dynamic, d_x_:dynamic, d_a_0_c:dynamic, d_:dynamic, d__x:dynamic, "
     "d_a b_c:dynamic"},
    {"T | project isnull(a), not(bo), indexof(s,'a'), startofday(t), startofweek(t), ago(1d)",
     "Column1:bool, Column2:bool, Column3:long, t:datetime, Column4:datetime, Column5:datetime"},
    {"T | project strcat(s, 'x', a), substring(s,1), substring(s,a,b), substring(a,1), split(s,',',1)",
     "Column1:string, Column2:string, Column3:string, Column4:string, s:dynamic"},
    {"T | project ['a'], [\"b\"], x=['a']", "a:int, b:long, x:int"},
    {"T | project d.['x y'], d.x.['q']", "d_x y:dynamic, d_x_q:dynamic"},
    {"print x=dynamic({\"a\":1}).a", "x:dynamic"},
    {"print a=1,b=2 | where a == b | project a", "a:long"},
    {"print a = 1 | join (print a = 1, b = 2) on a", "a:long, a1:long, b:long"},
    /* what Microsoft's binder lets pass */
    {"T | project pow(c, 2), m + 1", "c:real, Column1:decimal"},
    {"T | where s == t and s == 1 and a == 'x' and t in ('1', '2') | project a", "a:int"},
    {"T | project x = t + t, y = iff(isnull(b), 'none', b)", "x:datetime, y:dynamic"},
    {"T | where s in (T) and * has 'x' | project s", "s:string"},
    {"let f = (x:long) { x + 1 }; T | project y = f(b)", "y:long"},
    {"L | extend d=dynamic(1) | join kind=inner (R | extend d=dynamic(1)) on d | project d, d1",
     "d:dynamic, d1:dynamic"},
};

/* Errors: code and byte offset. */
static const struct expectation decided[] = {
    /* names */
    {"T | where A == 1", "error E0301@10"},
    {"T | project a | where b == 1", "error E0301@22"},
    {"T | project s, s1=a, s", "error E0304@21"},
    {"T | extend x=a, x=b", "error E0304@16"},
    {"T | summarize a=count() by a", "error E0304@14"},
    {"Tee | count", "error E0302@0"},
    {"T | project strlem(s)", "error E0303@12"},
    {"T | extend y=a, z=y", "error E0301@18"},
    {"print x=1, y=x", "error E0306@13"},
    {"let q = 5; q | project a", "error E0301@23"},
    {"let q = 5; let q = 6; print q", "error E0305@15"},
    {"L | join R on foo", "error W0301@4, E0301@14"},
    {"L | join R on $left.x == $right.key", "error W0301@4, E0408@14"},
    {"T | summarize (x,y,z)=arg_max(t, a) by s", "error E0306@19"},
    /* types (kql.md 2.3, 2.4) */
    {"T | where s > 'a'", "error E0401@12"},
    {"T | where t > '2020-01-01'", "error E0401@12"},
    {"T | where d.x > t", "error E0401@14"},
    {"T | where d.x > ts", "error E0401@14"},
    {"T | where d.x", "error E0404@10"},
    {"T | where s", "error E0404@10"},
    {"T | where a has 's'", "error E0401@12"},
    {"T | where t contains 's'", "error E0401@12"},
    {"T | where a has_any ('x')", "error E0415@10"},
    {"T | project x = s + s", "error E0401@18"},
    {"T | project s between ('a' .. 'b')", "error E0401@14"},
    {"T | project iff(d.x, 1, 2)", "error E0420@16"},
    {"T | project coalesce(d.x, s)", "error E0420@26"},
    {"T | project case(bo, 1)", "error E0403@12"},
    {"T | project not(d.x)", "error E0420@16"},
    {"T | project tostring()", "error E0403@12"},
    {"T | project array_length(s)", "error E0420@25"},
    {"T | project bin(d.x, 1h)", "error E0402@12"},
    {"T | project a.foo", "error E0411@14"},
    /* aggregates */
    {"T | where count() > 1", "error E0406@10"},
    {"T | summarize max(max(a))", "error E0406@18"},
    {"T | summarize a + 1", "error E0407@14"},
    {"T | summarize x = count() + a by a", "error E0407@28"},
    {"T | summarize count(*)", "error E0412@20"},
    {"T | summarize max(d.x)", "error E0420@18"},
    {"T | summarize count() by d.x", "error E0410@25"},
};

static void check(const struct expectation *list, size_t n) {
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct rig r;
        rig_open(&r, list[i].query);
        const char *got = rig_result(&r);
        if (strcmp(got, list[i].result) != 0) {
            print_error("%s\n  expected %s\n  got      %s\n", list[i].query, list[i].result, got);
            wrong++;
        }
        rig_close(&r);
    }
    assert_int_equal(wrong, 0);
}

static void test_agreed(void **state) {
    (void)state;
    check(agreed, sizeof agreed / sizeof agreed[0]);
}

static void test_decided(void **state) {
    (void)state;
    check(decided, sizeof decided / sizeof decided[0]);
}

static void test_hints(void **state) {
    (void)state;
    static const struct expectation hints[] = {
        {"T | where A == 1", "did you mean 'a'?"},
        {"T | project a\n| where b == 1", "'b' was dropped in line 1; keep it there if it is needed here"},
        {"SecurityEvnt", "did you mean 'SecurityEvent'?"},
        {"T | project strlem(s)", "did you mean 'strlen'?"},
        {"T | where s > 'a'", "strings have no order: use strcmp(a, b) > 0"},
        {"T | where a has 's'", "the operator works on text: use tostring(...)"},
        {"T | where d.x", "tobool(...), or compare it: ... == true"},
    };
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        struct rig r;
        rig_open(&r, hints[i].query);
        assert_int_equal(diag_count(r.diag), 1);
        assert_non_null(diag_at(r.diag, 0)->hint);
        assert_string_equal(diag_at(r.diag, 0)->hint, hints[i].result);
        rig_close(&r);
    }
}

/* Lets that double at each step end in an error, not in all the memory. */
static void test_expansion_is_bounded(void **state) {
    (void)state;
    struct strbuf q = {0};
    strbuf_puts(&q, "let q0 = T | where a == 1;\n");
    for (int i = 1; i < 40; i++) strbuf_printf(&q, "let q%d = q%d | join kind=leftsemi (q%d) on a;\n", i, i - 1, i - 1);
    strbuf_puts(&q, "q39");
    struct rig r;
    rig_open(&r, q.p); /* each let is bound once */
    assert_int_equal(diag_errors(r.diag), 0);
    assert_int_equal(sema_result(r.bound)->n, 10);
    assert_null(plan_lower(r.arena, r.bound, r.script, false, r.diag));
    assert_true(diag_errors(r.diag) > 0);
    rig_close(&r);
    q.n = 0;
    strbuf_puts(&q, "let x0 = 1;\n");
    for (int i = 1; i < 60; i++) strbuf_printf(&q, "let x%d = x%d + x%d;\n", i, i - 1, i - 1);
    strbuf_puts(&q, "print x59");
    rig_open(&r, q.p);
    assert_non_null(r.bound);
    assert_null(plan_lower(r.arena, r.bound, r.script, false, r.diag));
    assert_int_equal(diag_errors(r.diag), 1);
    rig_close(&r);
    strbuf_free(&q);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_agreed),
        cmocka_unit_test(test_decided),
        cmocka_unit_test(test_hints),
        cmocka_unit_test(test_expansion_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
