import { Said } from "#components/shell/said";

/** A tab of this chart that the role may not open. Whose chart it is stays in sight. */
export default function ForbiddenTab() {
  return (
    <Said
      title="Your role does not include this part of the chart"
      link={{ href: "/patients", text: "Go to the patients" }}
    >
      The attempt was recorded. If you need it for your work, ask an administrator of your clinic.
    </Said>
  );
}
