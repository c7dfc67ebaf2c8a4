// What lies compressed in a browser's files, made readable: the tables of LevelDB
// (doc/table_format.md of google/leveldb), and Snappy (format_description.txt of google/snappy).

const FOOTER = 48;
const MAGIC = Buffer.from("57fb808b247547db", "hex");
const BLOCK_TRAILER = 5;
const SNAPPY = 1;
/** What Blink puts before a value of IndexedDB that it has compressed (idb_value_wrapping.cc). */
const COMPRESSED_VALUE = Buffer.from("ff1102", "hex");

/** The bytes of a file, and of all that lies compressed in it. */
export function readable(bytes) {
  return [bytes, ...tables(bytes)].flatMap((it) => [it, ...values(it)]);
}

/** Blocks of a table; none if it is another kind of file. */
function tables(bytes) {
  if (bytes.length < FOOTER || !bytes.subarray(-8).equals(MAGIC)) return [];
  const reader = new Reader(bytes, bytes.length - FOOTER);
  // The handle of the index of metadata comes first.
  reader.varint();
  reader.varint();
  const index = block(bytes, reader.varint(), reader.varint());
  return entries(index).map((value) => {
    const handle = new Reader(value, 0);
    return block(bytes, handle.varint(), handle.varint());
  });
}

function block(bytes, offset, size) {
  const content = bytes.subarray(offset, offset + size);
  return bytes[offset + size] === SNAPPY ? unsnap(content) : content;
}

/** The values of a block's entries, without its restart points. */
function entries(block) {
  const end = block.length - 4 * (block.readUInt32LE(block.length - 4) + 1);
  const reader = new Reader(block, 0);
  const found = [];
  while (reader.at < end) {
    reader.varint();
    const key = reader.varint();
    const length = reader.varint();
    reader.at += key;
    found.push(block.subarray(reader.at, reader.at + length));
    reader.at += length;
  }
  return found;
}

/** Values of IndexedDB that are compressed by themselves, wherever they begin. */
function values(bytes) {
  const found = [];
  for (let at = bytes.indexOf(COMPRESSED_VALUE); at >= 0; at = bytes.indexOf(COMPRESSED_VALUE, at + 1)) {
    try {
      found.push(unsnap(bytes.subarray(at + COMPRESSED_VALUE.length), true));
    } catch {
      // The same three bytes by chance.
    }
  }
  return found;
}

/** Snappy's raw format. `open`: more follows behind what was compressed. */
export function unsnap(bytes, open = false) {
  const reader = new Reader(bytes, 0);
  const made = Buffer.alloc(checked(reader.varint()));
  let end = 0;
  while (end < made.length && (open || reader.at < bytes.length)) {
    const tag = reader.byte();
    const kind = tag & 3;
    if (kind === 0) {
      let length = tag >> 2;
      if (length >= 60) length = reader.little(length - 59);
      length += 1;
      if (reader.at + length > bytes.length) throw new RangeError("cut off");
      bytes.copy(made, end, reader.at, reader.at + length);
      reader.at += length;
      end += length;
      continue;
    }
    const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back = kind === 1 ? ((tag >> 5) << 8) | reader.byte() : reader.little(kind === 2 ? 2 : 4);
    if (back === 0 || back > end) throw new RangeError("no such copy");
    // It may overlap what it makes.
    for (let at = 0; at < length; at += 1, end += 1) made[end] = made[end - back];
  }
  return made;
}

function checked(length) {
  if (!(length <= 100_000_000)) throw new RangeError("too long");
  return length;
}

class Reader {
  constructor(bytes, at) {
    Object.assign(this, { bytes, at });
  }

  byte() {
    if (this.at >= this.bytes.length) throw new RangeError("cut off");
    return this.bytes[this.at++];
  }

  little(count) {
    let value = 0;
    for (let at = 0; at < count; at += 1) value += this.byte() * 256 ** at;
    return value;
  }

  varint() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}
