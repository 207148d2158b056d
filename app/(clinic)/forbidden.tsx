import { Said } from "#components/shell/said";

/** The clinic is right and the role is not. */
export default function ForbiddenPage() {
  return (
    <Said title="Your role does not include this">
      The attempt was recorded. If you need it for your work, ask an administrator of your clinic.
    </Said>
  );
}
