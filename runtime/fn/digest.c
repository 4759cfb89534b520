/* hash_md5, hash_sha1 and hash_sha256: the digest of a text's UTF-8 bytes, in hexadecimal; of other types that of their
 * text (docs: hash-md5-function.md, the example with a datetime). By libmd. */
#include <kq/ops.h>

#include <md5.h>
#include <sha1.h>
#include <sha2.h>

static kq_str hexadecimal(kq_ctx *x, const uint8_t *p, size_t n) {
    static const char digits[] = "0123456789abcdef";
    char *text = kq_alloc(x->row, 2 * n);
    for (size_t i = 0; i < n; i++) {
        text[2 * i] = digits[p[i] >> 4];
        text[2 * i + 1] = digits[p[i] & 15];
    }
    return kq_mk_string(text, 2 * n);
}

kq_str kq_hash_md5(kq_ctx *x, kq_str s) {
    uint8_t digest[MD5_DIGEST_LENGTH];
    MD5_CTX c;
    MD5Init(&c);
    MD5Update(&c, (const uint8_t *)s.p, s.n);
    MD5Final(digest, &c);
    return hexadecimal(x, digest, sizeof digest);
}

kq_str kq_hash_sha1(kq_ctx *x, kq_str s) {
    uint8_t digest[SHA1_DIGEST_LENGTH];
    SHA1_CTX c;
    SHA1Init(&c);
    SHA1Update(&c, (const uint8_t *)s.p, s.n);
    SHA1Final(digest, &c);
    return hexadecimal(x, digest, sizeof digest);
}

kq_str kq_hash_sha256(kq_ctx *x, kq_str s) {
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA2_CTX c;
    SHA256Init(&c);
    SHA256Update(&c, (const uint8_t *)s.p, s.n);
    SHA256Final(digest, &c);
    return hexadecimal(x, digest, sizeof digest);
}
