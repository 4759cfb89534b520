"""Writes a small database in MaxMind's format (https://maxmind.github.io/MaxMind-DB/): JSON {"network": {...}} on
standard input, the file's name as the argument. Records of 24 bits, a tree for IPv6 with IPv4 below ::/96."""
import ipaddress, json, struct, sys


def size_bytes(kind, n):
    extended = kind > 7
    control = (0 if extended else kind) << 5
    if n < 29: head, more = n, b''
    elif n < 285: head, more = 29, bytes([n - 29])
    else: head, more = 30, struct.pack('>H', n - 285)
    return bytes([control | head]) + (bytes([kind - 7]) if extended else b'') + more


def encode(v):
    if isinstance(v, bool): return size_bytes(14, int(v))
    if isinstance(v, int): return size_bytes(6, 4) + struct.pack('>I', v)
    if isinstance(v, float): return size_bytes(3, 8) + struct.pack('>d', v)
    if isinstance(v, str): return size_bytes(2, len(v.encode())) + v.encode()
    if isinstance(v, list): return size_bytes(11, len(v)) + b''.join(map(encode, v))
    return size_bytes(7, len(v)) + b''.join(encode(k) + encode(x) for k, x in v.items())


nodes, data = [[None, None]], b''
for network, value in json.load(sys.stdin).items():
    net = ipaddress.ip_network(network)
    bits = format(int(net.network_address), '0128b')[:net.prefixlen + (96 if net.version == 4 else 0)]
    at = 0
    for bit in bits[:-1]:
        if nodes[at][int(bit)] is None:
            nodes.append([None, None])
            nodes[at][int(bit)] = len(nodes) - 1
        at = nodes[at][int(bit)]
    nodes[at][int(bits[-1])] = ('data', len(data))
    data += encode(value)


def record(r):
    v = len(nodes) if r is None else len(nodes) + 16 + r[1] if isinstance(r, tuple) else r
    return struct.pack('>I', v)[1:]


def u(kind, v, n): return size_bytes(kind, n) + v.to_bytes(n, 'big')


metadata = {'node_count': u(6, len(nodes), 4), 'record_size': u(5, 24, 2), 'ip_version': u(5, 6, 2),
            'database_type': encode('Test-City'), 'languages': encode(['en']), 'description': encode({'en': 'test'}),
            'binary_format_major_version': u(5, 2, 2), 'binary_format_minor_version': u(5, 0, 2),
            'build_epoch': u(9, 1700000000, 8)}
with open(sys.argv[1], 'wb') as f:
    f.write(b''.join(record(a) + record(b) for a, b in nodes) + bytes(16) + data + b'\xab\xcd\xefMaxMind.com' +
            size_bytes(7, len(metadata)) + b''.join(encode(k) + v for k, v in metadata.items()))
