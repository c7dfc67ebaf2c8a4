/** `import "blankett/react"`: `<blankett-form>` and `<blankett-queue>` in JSX, for React 19 and newer. */

import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { BlankettEventMap, BlankettForm, BlankettQueue, BlankettQueueEventMap } from "./blankett.js";

/** React 19 sets properties, and takes `on` and an event's name for a listener. */
export type BlankettProps = Partial<
  Pick<BlankettForm, "form" | "action" | "name" | "disabled" | "testNumbers" | "definition" | "prefill" | "getHeaders">
> & {
  layout?: "page" | "steps";
  /** `null`, not `undefined`, while there is none yet: React leaves `undefined` out. */
  recipientKey?: JsonWebKey | { keys: JsonWebKey[] } | string | null;
  recipientKeyThumbprint?: string | null;
} & {
  [Type in keyof BlankettEventMap as `on${Type}`]?: (event: BlankettEventMap[Type]) => void;
};

/** The same of the queue. */
export type BlankettQueueProps = {
  /** The addresses, with spaces between them, that exported files may be taken in for, besides those of the page's forms. */
  action?: string;
} & {
  [Type in keyof BlankettQueueEventMap as `on${Type}`]?: (event: BlankettQueueEventMap[Type]) => void;
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "blankett-form": DetailedHTMLProps<HTMLAttributes<BlankettForm>, BlankettForm> & BlankettProps;
      "blankett-queue": DetailedHTMLProps<HTMLAttributes<BlankettQueue>, BlankettQueue> & BlankettQueueProps;
    }
  }
}
