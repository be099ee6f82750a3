import { QueryClient } from "@tanstack/react-query";
import { afterEach, describe, expect, it } from "vitest";

import { session } from "@/api/session";

import { askFirst, firstReads } from "./first-reads";

const at = (address: string) => firstReads(new URL(address, "http://page.test"));

describe("what a page begins with", () => {
  it("is asked of a portfolio, of a symbol and of the list of portfolios", () => {
    const known = ["/portfolios", "/portfolios/p1", "/portfolios/p1/", "/symbols/BRK.B"];
    expect(known.filter((address) => at(address).length === 0)).toEqual([]);
  });

  it("is not guessed where another day is looked at, or nothing is read", () => {
    const others = [
      "/portfolios/p1?as_of=2020-01-31",
      "/portfolios/new",
      "/portfolios/%zz",
      "/symbols/%E0%A4%A",
      "/portfolios/p1/risk",
      "/",
    ];
    expect(others.flatMap(at)).toEqual([]);
  });
});

describe("asking", () => {
  afterEach(() => session.end());

  it("waits until it is known who is here, and is done once", async () => {
    session.end();
    let asked = 0;
    const read = () => Promise.resolve((asked += 1));
    askFirst(new QueryClient(), [read]);
    await taskLater();
    expect(asked).toBe(0);
    session.begin({ access_token: "token", expires_in: 900 });
    session.begin({ access_token: "newer", expires_in: 900 });
    await taskLater();
    expect(asked).toBe(1);
  });
});

const taskLater = () => new Promise((resolve) => setTimeout(resolve, 5));
