/**
 * Shapes and prices, from the sources that the product names, in another form than its data: a family on each line.
 */

/**
 * Service, family, architecture, where it is offered (e us-east-1, w us-west-2, c eu-central-1, g us-gov-west-1; - where
 * no source says), then size:vCPU:GiB.
 */
export const shapeTable = `
ec2 c7i x86_64 ewcg  large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64
ec2 c7a x86_64 ewc  large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64
ec2 c7g arm64 ewcg  large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64
ec2 m7i x86_64 ewcg  large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128
ec2 m7g arm64 ewcg  large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128
ec2 m6in x86_64 ewcg  xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128
ec2 c6in x86_64 ewcg  xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64
ec2 t3 x86_64 ewcg  medium:2:4 large:2:8
ec2 c5 x86_64 ewcg  xlarge:4:8 large:2:4 2xlarge:8:16
ec2 m4 x86_64 ewcg  4xlarge:16:64
ec2 t4g arm64 ewcg  medium:2:4 large:2:8
ec2 r7i x86_64 ewcg  large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128
ec2 r7g arm64 ewcg  large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128
ec2 r8g arm64 ewcg  large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128
ec2 c8i x86_64 ewc  large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64
ec2 m8i x86_64 ewcg  large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128
ec2 c8g arm64 ewcg  large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64
ec2 m8g arm64 ewcg  large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128
ec2 c8a x86_64 ewc  large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64
ec2 m8a x86_64 ewcg  large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128
ec2 r8i x86_64 ewcg  large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128
database r7g arm64 -  large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256
database r6g arm64 -  large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256
database r8g arm64 -  large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128
database t4g arm64 -  medium:2:4 large:2:8
search r6g arm64 -  large:2:16 xlarge:4:32 2xlarge:8:64
search m6g arm64 -  large:2:8
search m7g arm64 -  large:2:8
search r7g arm64 -  large:2:16 xlarge:4:32 2xlarge:8:64
search r8g arm64 -  large:2:16 xlarge:4:32
cache m7g arm64 -  large:2:6.38 xlarge:4:12.93 2xlarge:8:26.04
cache r7g arm64 -  large:2:13.07
cache t4g arm64 -  medium:2:3.09
`;

/** Service, family, date of the source, then size:USD for an hour on demand in us-east-1; of several sources the surest. */
export const priceTable = `
ec2 c7i 2026-07-20  large:0.08925 xlarge:0.1785 2xlarge:0.357 4xlarge:0.714 8xlarge:1.428
ec2 c7a 2026-07-20  large:0.10264 xlarge:0.20528 2xlarge:0.41056 4xlarge:0.82112 8xlarge:1.64224
ec2 m7i 2026-07-20  large:0.1008 xlarge:0.2016 2xlarge:0.4032 4xlarge:0.8064 8xlarge:1.6128
ec2 m6in 2026-07-20  xlarge:0.27846 2xlarge:0.55692 4xlarge:1.11384 8xlarge:2.22768
database r7g 2026-06-15  large:0.276 xlarge:0.553 2xlarge:1.106 4xlarge:2.211 8xlarge:4.422
database r6g 2026-06-15  large:0.26 xlarge:0.519 2xlarge:1.038 4xlarge:2.076 8xlarge:4.152
search r6g 2026-10-01  large:0.167 xlarge:0.335 2xlarge:0.669 4xlarge:1.339
search r7g 2026-10-01  large:0.178 xlarge:0.356 2xlarge:0.711
search m6g 2026-10-01  large:0.128 xlarge:0.256
search m7g 2026-10-01  large:0.135 xlarge:0.271
cache m7g 2026-10-02  large:0.158 xlarge:0.315 2xlarge:0.629
cache r7g 2026-10-02  large:0.219 xlarge:0.437
cache m6g 2026-10-02  large:0.149
`;
