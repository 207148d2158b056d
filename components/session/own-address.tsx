/** Whose password this is. Read-only, and there for password managers to file it under. */
export function OwnAddress({ email }: { readonly email: string }) {
  return (
    <label className="flex flex-col gap-1">
      <span className="font-medium">Email</span>
      <input
        type="email"
        autoComplete="username"
        readOnly
        value={email}
        className="h-8 w-full truncate rounded-control border border-line bg-sunken px-2 text-ink-2 text-sm"
      />
    </label>
  );
}
