import { type Tab, Tabs } from "#components/ui/tabs";

const tabs: readonly Tab[] = [
  { label: "You", href: "/me", isExact: true },
  { label: "Password", href: "/me/password" },
  { label: "Sign-in factors", href: "/me/factors" },
  { label: "Single sign-on", href: "/me/sso" },
];

/** What belongs to the person who is signed in, page by page. */
export default function MeLayout({ children }: LayoutProps<"/me">) {
  return (
    <>
      <div className="-mx-4 -mt-3.5 mb-3.5">
        <Tabs label="Your pages" tabs={tabs} />
      </div>
      {children}
    </>
  );
}
