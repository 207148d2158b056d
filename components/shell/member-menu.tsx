"use client";

import { ArrowLeftRight, KeyRound, Lock, LogOut, UserRound } from "lucide-react";
import { useRef } from "react";
import { lockScreen } from "#components/session/lock-screen";
import { Kbd } from "#components/ui/kbd";
import { Menu, MenuChoices, MenuItem, MenuLine, MenuLink } from "#components/ui/menu";
import { chooseTheme, useTheme } from "./theme.ts";

const themes = [
  { value: "system", label: "As the device says" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** Who is signed in, the theme, another clinic, one's own sessions, locking and signing out. */
export function MemberMenu({ name, roles }: { readonly name: string; readonly roles: string }) {
  const theme = useTheme();
  const signOut = useRef<HTMLFormElement>(null);

  return (
    <>
      <form ref={signOut} method="post" action="/api/session/end" hidden />
      <Menu
        side="top"
        align="start"
        trigger={
          <button
            type="button"
            className="flex min-h-11 w-full items-center gap-2 rounded-control px-2 py-1.5 text-left hover:bg-hover data-popup-open:bg-hover rail:size-9 rail:min-h-9 rail:justify-center rail:px-0"
          >
            <UserRound aria-hidden className="size-4 shrink-0 text-ink-2" />
            <span className="min-w-0 rail:sr-only">
              <span className="sr-only">Your menu: </span>
              <span className="block truncate font-semibold text-xs">{name}</span>
              <span className="block truncate text-ink-3 text-xs">{roles}</span>
            </span>
          </button>
        }
      >
        <div className="px-2 pt-1.5 pb-1">
          <p className="truncate font-medium">{name}</p>
          <p className="truncate text-ink-3 text-xs">{roles}</p>
        </div>
        <MenuLine />
        <MenuChoices
          label="Theme"
          value={theme}
          choices={themes}
          onChange={(value) => {
            if (value === "light" || value === "dark" || value === "system") chooseTheme(value);
          }}
        />
        <MenuLine />
        <MenuLink href="/me">
          <UserRound aria-hidden /> You and your sessions
        </MenuLink>
        <MenuLink href="/me/factors">
          <KeyRound aria-hidden /> Your sign-in factors
        </MenuLink>
        <MenuLink href="/choose-clinic">
          <ArrowLeftRight aria-hidden /> Switch clinic
        </MenuLink>
        <MenuItem onSelect={lockScreen}>
          <Lock aria-hidden /> <span className="flex-1">Lock now</span> <Kbd>Shift L</Kbd>
        </MenuItem>
        <MenuItem onSelect={() => signOut.current?.requestSubmit()}>
          <LogOut aria-hidden /> Sign out
        </MenuItem>
      </Menu>
    </>
  );
}
