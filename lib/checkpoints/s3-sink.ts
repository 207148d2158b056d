import "server-only";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { isSameCheckpoint, type Sink, SinkRefused } from "./sink.ts";

/** A bucket with object lock, and how long nobody, not even its owner, may remove a checkpoint. */
export interface BucketSettings {
  readonly bucket: string;
  readonly retentionDays: number;
  /** Beside what the SDK finds in the environment: region, address, credentials. */
  readonly client?: S3ClientConfig;
}

// Above every size, so that the longest checkpoint has the first name.
const beyond = 10 ** 15;

/**
 * A sink of objects in a bucket: one a checkpoint, locked in compliance mode and never overwritten.
 * A bucket without object lock refuses them.
 */
export function s3Sink({ bucket, retentionDays, client: config = {} }: BucketSettings): Sink {
  const client = new S3Client({ maxAttempts: 3, ...config });
  const keyOf = (tenantId: string, size: number) =>
    `${tenantId}/${String(beyond - size).padStart(15, "0")}-${size}.note`;

  const newestKey = async (tenantId: string) => {
    const found = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${tenantId}/`, MaxKeys: 1 }),
    );
    return found.Contents?.[0]?.Key;
  };
  const allKeys = async (tenantId: string) => {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2(
      { client },
      { Bucket: bucket, Prefix: `${tenantId}/` },
    ))
      keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    return keys;
  };
  const read = async (key: string) => {
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await found.Body?.transformToString()) ?? "";
  };

  return {
    name: `s3:${bucket}`,
    async newest(tenantId) {
      const key = await newestKey(tenantId);
      return key === undefined ? undefined : read(key);
    },
    async all(tenantId) {
      const notes: string[] = [];
      for (const key of (await allKeys(tenantId)).reverse()) notes.push(await read(key));
      return notes;
    },
    async append(tenantId, size, note) {
      const key = keyOf(tenantId, size);
      const newest = await newestKey(tenantId);
      if (newest !== undefined && newest < key)
        throw new SinkRefused("the bucket has a longer checkpoint already");
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: note,
            ContentType: "text/plain; charset=utf-8",
            ChecksumAlgorithm: "SHA256",
            IfNoneMatch: "*",
            ObjectLockMode: "COMPLIANCE",
            ObjectLockRetainUntilDate: new Date(Date.now() + retentionDays * 86_400_000),
          }),
        );
      } catch (error) {
        if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 412)
          throw error;
        if (!isSameCheckpoint(await read(key), note))
          throw new SinkRefused(`the bucket has another checkpoint of ${size} events`);
      }
    },
  };
}
