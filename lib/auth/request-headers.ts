/** Headers the server writes onto a request for itself. Whatever a client sends under these names is overwritten. */
export const requestHeaders = {
  id: "x-request-id",
  path: "x-chartkeep-path",
  address: "x-chartkeep-address",
  background: "x-background",
  nonce: "x-nonce",
} as const;
