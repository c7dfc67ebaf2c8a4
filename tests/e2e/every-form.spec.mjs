// Every form that is hosted, filled in completely: on a phone, sent, and printed.
import { digest } from "./support/canonical.mjs";
import { button, review, send } from "./support/form.mjs";
import { FORMS, answers, definition, element, known, open, plain } from "./support/orders.mjs";
import { expect, test } from "./support/test.mjs";

const PHONE = { width: 360, height: 780 };
// In points, as PDF has it.
const A4 = [595, 842];

/** The sheets of a printed page: `[width, height]` of each, whole points. */
function sheets(pdf) {
  const boxes = pdf.toString("latin1").matchAll(/\/MediaBox \[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g);
  return [...boxes].map(([, width, height]) => [Math.round(width), Math.round(height)]);
}

/** The signatures of a form, or of all forms that a case has. */
function signatures(id, sent) {
  const { sections, parts = [] } = definition(id);
  const left = parts.map((it) => it.form).filter((it) => !sent.parts?.some(({ form }) => form.id === it));
  const fields = sections.flatMap((it) => it.fields).filter((it) => it.kind === "signature");
  return fields.filter((it) => !left.some((form) => it.key.startsWith(`${form}.`)));
}

for (const id of FORMS) {
  test(id, async ({ page, server }) => {
    const { title, version, parts } = definition(id);
    await page.setViewportSize(PHONE);
    await open(page, server, id);
    await expect(page.getByRole("heading", { level: 2 })).toHaveText(title.nb);

    // Of the packet every form.
    await known(page, answers(id, { databehandleravtale: true }));
    if (parts) await page.getByRole("navigation", { name: "Skjemaene i saken" }).getByRole("button").last().click();
    await review(page);
    await send(page);
    const { envelope } = await server.only();
    expect(envelope.form).toEqual({ id, version });
    expect(envelope.digest).toBe(digest(envelope));

    // Printed from the page as it stands: the form itself says how large a sheet is.
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const printed = sheets(pdf);
    expect(printed.length).toBeGreaterThan(0);
    for (const sheet of printed) expect(sheet).toEqual(A4);

    await page.emulateMedia({ media: "print" });
    const text = plain(await element(page).locator(".blankett[part='form']").innerText());
    for (const { form, digest, salt } of [envelope, ...(envelope.parts ?? [])]) {
      expect.soft(text).toContain(plain(definition(form.id).title.nb));
      expect.soft(text).toContain(`versjon ${form.version}`);
      expect.soft(text).toContain(digest);
      // With it, whoever finds the paper could try out the national ids that are not on it.
      expect.soft(text).not.toContain(salt);
    }
    for (const { label } of signatures(id, envelope)) {
      await expect.soft(page.getByRole("term").filter({ hasText: label.nb, visible: true }).first()).toBeVisible();
    }
    await expect.soft(page.getByRole("button")).toHaveCount(0);
    await expect.soft(button(page, "nb", "print")).toBeHidden();
  });
}
