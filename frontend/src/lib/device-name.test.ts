import { expect, it } from "vitest";

import { deviceName } from "./device-name";

it("names a browser as a person would", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
  const phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1";
  expect(deviceName(chrome)).toBe("Chrome on Linux");
  expect(deviceName(`${chrome} Edg/140.0`)).toBe("Edge on Linux");
  expect(deviceName(phone)).toBe("Safari on iOS");
  expect(deviceName("curl/8.5")).toBe("curl/8.5");
  expect(deviceName("")).toBe("Unknown device");
});
