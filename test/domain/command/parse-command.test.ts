import { describe, expect, it } from "vitest";
import type { Command, ParsedCommand } from "../../../src/domain/command/command.ts";
import { parseCommand } from "../../../src/domain/command/parse-command.ts";

function shop(change: Partial<Command> = {}): ParsedCommand {
  return {
    type: "command",
    verb: "open",
    app: "shop",
    env: undefined,
    strategies: undefined,
    attest: [],
    stage: undefined,
    ...change,
  };
}

describe("a command", () => {
  const understood: Record<string, ParsedCommand> = {
    "/migrate shop": shop(),
    "/migrate shop open": shop(),
    "/migrate shop plan": shop({ verb: "plan" }),
    "/migrate\tshop\t\tplan  \t": shop({ verb: "plan" }),
    "/migrate shop refresh\r\n\r\nbecause the base moved": shop({ verb: "refresh" }),
    "/migrate shop status\nthanks": shop({ verb: "status" }),
    "/migrate shop cancel\rnever mind": shop({ verb: "cancel" }),
    "/migrate shop verify": shop({ verb: "verify" }),
    "/migrate shop promote dual-lane": shop({ verb: "promote", stage: "dual-lane" }),
    "/migrate shop promote primary-only --env lab": shop({ verb: "promote", stage: "primary-only", env: "lab" }),
    "/migrate shop failover": shop({ verb: "failover" }),
    "/migrate shop sign-off": shop({ verb: "sign-off" }),
    "/migrate shop rollback": shop({ verb: "rollback" }),
    "/migrate shop --env prod": shop({ env: "prod" }),
    "/migrate shop --env=prod plan": shop({ env: "prod", verb: "plan" }),
    "/migrate --env prod shop plan": shop({ env: "prod", verb: "plan" }),
    "/migrate shop --strategy B2": shop({ strategies: "B2" }),
    "/migrate shop --strategy=stay": shop({ strategies: "stay" }),
    "/migrate shop --strategy web=A,db=B2": shop({
      strategies: new Map([
        ["web", "A"],
        ["db", "B2"],
      ]),
    }),
    "/migrate shop --strategy=web=A": shop({ strategies: new Map([["web", "A"]]) }),
    "/migrate shop --attest multi-writer": shop({ attest: ["multi-writer"] }),
    "/migrate shop.eu-1": shop({ app: "shop.eu-1" }),
    "/migrate plan": shop({ app: "plan" }),
    "/migrate help open": shop({ app: "help" }),
    "/migrate": { type: "help", app: undefined },
    "/migrate \r\n": { type: "help", app: undefined },
    "/migrate help": { type: "help", app: undefined },
    "/migrate shop help": { type: "help", app: "shop" },
  };
  for (const [body, expected] of Object.entries(understood)) {
    it(`is understood: ${JSON.stringify(body)}`, () => expect(parseCommand(body)).toEqual(expected));
  }
});

describe("a comment that is not for us", () => {
  const bodies = [
    "",
    "\n/migrate shop",
    " /migrate shop",
    "\t/migrate shop",
    "    /migrate shop",
    "/migrated shop",
    "/migrate-shop",
    "/Migrate shop",
    "/MIGRATE shop",
    "migrate shop",
    "please /migrate shop",
    "`/migrate shop`",
    "```\n/migrate shop\n```",
    "> /migrate shop",
    "- /migrate shop",
    "1. /migrate shop",
    "<!-- /migrate shop -->",
    "<!--\n/migrate shop\n-->",
    "# /migrate shop",
    "\uFEFF/migrate shop",
    "/mіgrate shop", // a Cyrillic і
    "\u202E/migrate shop",
    "Lanekeeper understands\n/migrate shop",
  ];
  for (const body of bodies) {
    it(`is left alone: ${JSON.stringify(body)}`, () => expect(parseCommand(body)).toEqual({ type: "none" }));
  }
});

describe("an unclear command", () => {
  const mistakes: Record<string, { message: string; nearest?: string; app?: string }> = {
    "/migrate shop pln": { message: "`pln` is not a verb.", nearest: "plan", app: "shop" },
    "/migrate shop signoff": { message: "`signoff` is not a verb.", nearest: "sign-off", app: "shop" },
    "/migrate shop stat": { message: "`stat` is not a verb.", nearest: "status", app: "shop" },
    "/migrate shop Plan": { message: "`Plan` is not a verb.", nearest: "plan", app: "shop" },
    "/migrate shop please": { message: "`please` is not a verb.", app: "shop" },
    "/migrate shop, please": { message: "`shop,` cannot be the name of an app." },
    "/migrate plan shop": {
      message: "`shop` is not a verb. The app comes before the verb.",
      nearest: "/migrate shop plan",
    },
    "/migrate shop plan now": { message: "`now` is one word too many.", app: "shop" },
    "/migrate shop promote": { message: "`promote` needs a stage: `primary-only` or `dual-lane`.", app: "shop" },
    "/migrate shop promote dual": {
      message: "`dual` is not a stage; there is `primary-only` or `dual-lane`.",
      nearest: "dual-lane",
      app: "shop",
    },
    "/migrate shop promote dual-lane now": { message: "`now` is one word too many.", app: "shop" },
    "/migrate --env prod": { message: "The app is missing." },
    "/migrate Shop": { message: "`Shop` cannot be the name of an app." },
    "/migrate shop_1": { message: "`shop_1` cannot be the name of an app." },
    "/migrate ../../etc": { message: "`../../etc` cannot be the name of an app." },
    "/migrate ѕhop": { message: "`\\u{455}hop` cannot be the name of an app." },
    "/migrate shop\u202E": { message: "`shop\\u{202e}` cannot be the name of an app." },
    "/migrate @everyone": { message: "`\\u{40}everyone` cannot be the name of an app." },
    "/migrate `shop`": { message: "`\\u{60}shop\\u{60}` cannot be the name of an app." },
    "/migrate\u00A0shop": { message: "The character after `/migrate` is `\\u{a0}`, not a plain space." },
    "/migrate\u200Bshop": { message: "The character after `/migrate` is `\\u{200b}`, not a plain space." },
    "/migrate shop --evn prod": { message: "`--evn` is not a flag.", nearest: "--env", app: "shop" },
    "/migrate shop —env=prod": { message: "`\\u{2014}env` is not a flag.", nearest: "--env", app: "shop" },
    "/migrate shop --dry-run": { message: "`--dry-run` is not a flag.", app: "shop" },
    "/migrate --help": { message: "`--help` is not a flag." },
    "/migrate shop --env": { message: "`--env` needs a value.", app: "shop" },
    "/migrate shop --env=": { message: "`--env` needs a value.", app: "shop" },
    "/migrate shop --env --attest multi-writer": { message: "`--env` needs a value.", app: "shop" },
    "/migrate shop --env a --env b": { message: "`--env` is given twice.", app: "shop" },
    "/migrate shop --env a.b": { message: "`a.b` cannot be the name of an environment.", app: "shop" },
    "/migrate shop --env ..": { message: "`..` cannot be the name of an environment.", app: "shop" },
    "/migrate shop --strategy b2": {
      message: "`b2` is not a strategy; there is `A`, `B1`, `B2`, `C`, `stay`.",
      nearest: "B2",
      app: "shop",
    },
    "/migrate shop --strategy web=A,db": { message: "`db` is not of the form `workload=strategy`.", app: "shop" },
    "/migrate shop --strategy web=A,": {
      message: "An empty word is not of the form `workload=strategy`.",
      app: "shop",
    },
    "/migrate shop --strategy =A": { message: "`=A` is not of the form `workload=strategy`.", app: "shop" },
    "/migrate shop --strategy web=D": {
      message: "`D` is not a strategy; there is `A`, `B1`, `B2`, `C`, `stay`.",
      app: "shop",
    },
    "/migrate shop --strategy web=A,web=B1": { message: "`web` is given two strategies.", app: "shop" },
    "/migrate shop --attest multi-write": {
      message: "`multi-write` is not an attestation; there is `multi-writer`.",
      nearest: "multi-writer",
      app: "shop",
    },
    "/migrate shop cancel --strategy A": { message: "`--strategy` does not go with `cancel`.", app: "shop" },
  };
  for (const [body, { message, nearest, app }] of Object.entries(mistakes)) {
    it(`gets a sentence: ${JSON.stringify(body)}`, () =>
      expect(parseCommand(body)).toEqual({ type: "mistaken", message, nearest, app }));
  }

  it("takes names of 253 characters and refuses longer ones", () => {
    const longest = "a".repeat(253);
    expect(parseCommand(`/migrate ${longest}`)).toEqual(shop({ app: longest }));
    expect(parseCommand(`/migrate ${longest}a`)).toMatchObject({
      type: "mistaken",
      message: `\`${"a".repeat(60)}…\` cannot be the name of an app.`,
    });
  });

  it("refuses a line that no person types", () => {
    expect(parseCommand(`/migrate shop ${"x".repeat(5000)}`)).toMatchObject({
      message: "The command is longer than 4096 characters.",
    });
  });
});

describe("a second command in the comment", () => {
  const several = {
    type: "mistaken",
    message: "There is more than one command; write one command a comment.",
    nearest: undefined,
    app: "shop",
  };
  const doubled = [
    "/migrate shop\n/migrate till",
    "/migrate shop\r\n\r\n/migrate till plan",
    "/migrate shop\n/migrate",
    "/migrate shop\n```\ncode\n```\n/migrate till",
    "/migrate shop\n~~~\n```\n~~~\n/migrate till",
    "/migrate shop\n``` not `a fence\n/migrate till",
    "/migrate shop\n<!-- note -->\n/migrate till",
  ];
  for (const body of doubled) {
    it(`does nothing: ${JSON.stringify(body)}`, () => expect(parseCommand(body)).toEqual(several));
  }

  const single = [
    "/migrate shop\nsee `/migrate till`",
    "/migrate shop\n /migrate till",
    "/migrate shop\n> /migrate till",
    "/migrate shop\n/migrated yesterday",
    "/migrate shop\n```\n/migrate till\n```",
    "/migrate shop\n````\n```\n/migrate till\n````",
    "/migrate shop\n~~~ yaml\n/migrate till",
    "/migrate shop\n<!--\n/migrate till\n-->\nthanks",
  ];
  for (const body of single) {
    it(`is no second command: ${JSON.stringify(body)}`, () => expect(parseCommand(body)).toEqual(shop()));
  }
});
