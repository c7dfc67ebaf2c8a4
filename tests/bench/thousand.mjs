// A form of a thousand fields, all to be answered: the Buypass form's fields again and again.

const COUNT = 1000;

/** The definition, made from that of the Buypass form. */
export function thousand(buypass) {
  const rounds = [];
  let left = COUNT;
  for (let round = 1; left > 0; round += 1) {
    for (const section of buypass.sections) {
      const asked = section.fields.filter((it) => !["price", "information"].includes(it.kind));
      const fields = asked.slice(0, left).map((it) => numbered(it, round));
      left -= fields.length;
      const { id, title, help } = section;
      if (fields.length) rounds.push({ id: `${id}-${round}`, title: counted(title, round), help, fields });
    }
  }
  const { version, title } = buypass;
  return { id: "tusen", version, title, sections: rounds };
}

/** A field of its own: nothing is hidden, because every one is to have an error. */
function numbered(field, round) {
  const { "shown-when": _, place, "default-from": from, ...rest } = field;
  const own = { ...rest, key: key(field.key, round), label: counted(field.label, round), required: true };
  if (field.name) own.name = counted(field.name, round);
  if (place) own.place = key(place, round);
  if (from) own["default-from"] = key(from, round);
  return own;
}

const key = (text, round) => text.replace(".", `-${round}.`);

const counted = (text, round) => ({ nb: `${text.nb} ${round}`, en: `${text.en} ${round}` });
