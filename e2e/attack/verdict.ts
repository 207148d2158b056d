import type { Target } from "./target.ts";

/** What one attack found: how often it tried, and whatever was not as expected. */
export interface Finding {
  readonly tried: number;
  readonly wrong: readonly string[];
  /** Why it was not made, if it was not. */
  readonly skipped?: string;
}

/** One attack, and what a sound instance answers to it. */
export interface Attack {
  readonly name: string;
  readonly expected: string;
  run(target: Target): Promise<Finding>;
}

/** Tries each of some things, and collects what is wrong with it: undefined where nothing is. */
export async function each<T>(
  things: readonly T[],
  look: (thing: T) => Promise<string | undefined>,
): Promise<Finding> {
  const wrong: string[] = [];
  for (const thing of things) {
    const found = await look(thing);
    if (found !== undefined) wrong.push(found);
  }
  return { tried: things.length, wrong };
}

/** An attack that could not be made, and why. */
export const skipped = (why: string): Finding => ({ tried: 0, wrong: [], skipped: why });

/** What no answer to a stranger may hold: stacks, SQL, paths and the sources of the server. */
export const insides =
  /\bat (?:async )?[\w.<>]+ \(|node_modules|SELECT .+ FROM|syntax error at or near|Key \(|ECONNREFUSED|\/app\/api\/|"use server"/;
