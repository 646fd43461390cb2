/** The vendor's example of a domain: the disk of one data node. Its 2 nodes are those of the runs with 100 million posts. */
export const searchDiskExample = { sizeGiB: 1_536, iops: 4_608, throughputMiBps: 250, postsMillions: 100 } as const;

/** No page gives GiB for posts: the example is read as the disk that the runs' posts take. */
export const searchGiBPerMillionPosts = searchDiskExample.sizeGiB / searchDiskExample.postsMillions;

/** gp3: 3 IOPS for each GiB, at least 3,000; the example's 4,608 is 3 x 1,536. */
export const gp3 = { iopsPerGiB: 3, leastIops: 3_000 } as const;

export const leastSearchDiskGiB = 100;
/** The largest gp3 volume of an OpenSearch data node; small classes end below it, which is not checked. */
export const mostSearchDiskGiB = 24_576;
/** So many fill that disk. */
export const mostPostsMillions = Math.floor(mostSearchDiskGiB / searchGiBPerMillionPosts);
