// `layout="steps"`: one section at a time, on and back without losing anything.
import * as buypass from "./support/buypass.mjs";
import { button, field, fill, review, send } from "./support/form.mjs";
import { expect, test } from "./support/test.mjs";

const WORDS = {
  nb: { next: "Neste", back: "Forrige", place: (step, of) => `Steg ${step} av ${of}` },
  en: { next: "Next", back: "Previous", place: (step, of) => `Step ${step} of ${of}` },
};

const open = (page, server, language = "nb") => page.goto(`${server.page(buypass.ID, language)}&layout=steps`);
const press = (page, language, name) => page.getByRole("button", { name: WORDS[language][name], exact: true }).click();
/** The step's heading; one of several sections has it for screen readers only, above its own. */
const heading = (page, name) => page.getByRole("heading", { level: 3, name: new RegExp(`^(Steg|Step) .*: ${name}`) });
const summary = (page) => page.getByRole("group", { name: /må du rette opp|correct the following/ });

for (const language of ["nb", "en"]) {
  test(`a whole form, step by step, in ${language}`, async ({ page, server }) => {
    const words = WORDS[language];
    await open(page, server, language);
    const steps = buypass.typed(language);
    for (const [at, step] of steps.entries()) {
      await expect(heading(page, step[0])).toHaveText(`${words.place(at + 1, steps.length)}: ${step[0]}`);
      await fill(page, [step]);
      if (at + 1 === steps.length) break;
      await expect(button(page, language, "review")).toBeHidden();
      await press(page, language, "next");
      await expect(heading(page, steps[at + 1][0])).toBeFocused();
      await expect(page.getByRole("region", { name: step[0], exact: true })).toHaveCount(0);
    }
    await review(page, language);
    await send(page, language);
    expect((await server.only()).envelope.answers).toEqual(buypass.answers);
  });
}

test("what is only read is no step, but stands with the first that asks something", async ({ page, server }) => {
  await open(page, server);
  await expect(page.getByText("Steg 1 av 4", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Pris" })).toBeVisible();
  await expect(field(page, "Informasjon om virksomheten", "Organisasjonsnummer")).toBeVisible();
});

test("one goes on when the step is right, and back whenever one likes", async ({ page, server }) => {
  await open(page, server);
  await press(page, "nb", "next");
  await expect(summary(page)).toBeFocused();
  // This step's errors, not those of the steps to come.
  await expect(summary(page).getByRole("link")).toHaveCount(6);
  await summary(page).getByRole("link", { name: "Fyll ut organisasjonsnummer." }).click();
  await expect(field(page, "Informasjon om virksomheten", "Organisasjonsnummer")).toBeFocused();

  const [first, second] = buypass.typed();
  await fill(page, [first]);
  await expect(summary(page)).toBeHidden();
  await press(page, "nb", "next");
  await expect(heading(page, second[0])).toBeFocused();
  await fill(page, [[second[0], second[1].slice(0, 1)]]);
  // Half filled in is no reason to stay.
  await press(page, "nb", "back");
  for (const [label, value] of first[1]) {
    expect.soft((await field(page, first[0], label).inputValue()).replaceAll(" ", ""), label).toBe(value.replaceAll(" ", ""));
  }
  await press(page, "nb", "next");
  const [[label, value]] = second[1];
  await expect(field(page, second[0], label)).toHaveValue(value);
});

test("the list leads to any step and says what it lacks", async ({ page, server }) => {
  await open(page, server);
  await expect(page.getByRole("button", { name: "Neste", exact: true })).toBeEnabled();
  await page.getByText("Steg 1 av 4", { exact: true }).click();
  const list = page.getByRole("navigation", { name: "Stegene i skjemaet" }).getByRole("listitem");
  await expect(list).toHaveCount(4);
  await expect(list.first()).toContainText("6 gjenstår");
  await expect(list.first().getByRole("button")).toHaveAttribute("aria-current", "step");
  await fill(page, [buypass.typed()[0]]);
  await expect(list.first()).toContainText("Ferdig");
  await list.last().getByRole("button").click();
  await expect(heading(page, "Mottaker av aktiveringskode")).toBeFocused();

  // What is wrong elsewhere is found in the end, and led to.
  await fill(page, [buypass.typed()[3]]);
  await button(page, "nb", "review").click();
  await expect(summary(page)).toBeFocused();
  await summary(page).getByRole("link").first().click();
  await expect(page.getByText("Steg 2 av 4", { exact: true })).toBeVisible();
  await expect(page.locator("blankett-form").getByRole("textbox").first()).toBeFocused();
});

test("the layout and the language change where one is", async ({ page, server }) => {
  await open(page, server);
  const [first, second] = buypass.typed();
  await fill(page, [first]);
  await press(page, "nb", "next");
  await fill(page, [second]);
  const set = (name, value) => page.evaluate(([name, value]) => (document.querySelector("blankett-form")[name] = value), [name, value]);

  await set("lang", "en");
  await expect(page.getByText("Step 2 of 4", { exact: true })).toBeVisible();
  const [[label, value]] = buypass.typed("en")[1][1];
  await expect(field(page, buypass.typed("en")[1][0], label)).toHaveValue(value);

  await set("lang", "nb");
  await set("layout", "page");
  await expect(button(page, "nb", "review")).toBeVisible();
  for (const [section, fields] of [first, second]) {
    for (const [label, value] of fields) {
      expect.soft((await field(page, section, label).inputValue()).replaceAll(" ", ""), label).toBe(value.replaceAll(" ", ""));
    }
  }
  await set("layout", "steps");
  await expect(page.getByText("Steg 2 av 4", { exact: true })).toBeVisible();
});
