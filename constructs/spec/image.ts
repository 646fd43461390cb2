/** Whether an image is named by its id, which no parameter has to give. */
export const isImageId = (image: string): boolean => image.startsWith('ami-');

/**
 * The public parameter in which Canonical names the Ubuntu 24.04 image of a serial, in every region. Source of its form:
 * Canonical's page on finding Ubuntu images with the AWS SSM Parameter Store.
 */
export const imageParameter = (serial: string): string =>
  `/aws/service/canonical/ubuntu/server/24.04/stable/${serial}/amd64/hvm/ebs-gp3/ami-id`;
