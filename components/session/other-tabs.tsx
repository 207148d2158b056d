"use client";

import { useEffect } from "react";
import { tellTabs } from "./tab-channel.tsx";

/** Has the other tabs ask about the session, since this one has just seen it end. */
export function OtherTabs() {
  useEffect(() => tellTabs("look"), []);
  return null;
}
