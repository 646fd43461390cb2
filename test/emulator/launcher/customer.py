"""Makes what a customer has before the first deployment, and prints how an app is told of it, as JSON.

usage: python customer.py --port 5055 --domain chat.example.com
"""

import argparse
import json

import api

REGION = "us-east-1"
ZONE = "example.com"
STATES = "states-of-terraform"
LICENCE, MAIL = "mattermost/licence", "mattermost/mail"


def main():
    parser = argparse.ArgumentParser(description="makes what a customer has")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--domain", required=True)
    arguments = parser.parse_args()
    api.use_port(arguments.port)

    secrets = api.client("secretsmanager", REGION)
    licence = secrets.create_secret(Name=LICENCE, SecretString="a licence")
    login = json.dumps({"username": "name", "password": "password"})
    mail = secrets.create_secret(Name=MAIL, SecretString=login)
    certificates = api.client("acm", REGION)
    certificate = certificates.request_certificate(DomainName=arguments.domain, ValidationMethod="DNS")
    zones = api.client("route53", REGION)
    zone = zones.create_hosted_zone(Name=ZONE, CallerReference="rehearsal")["HostedZone"]
    key = api.client("kms", REGION).create_key(Description="of the customer")["KeyMetadata"]
    s3 = api.client("s3", REGION)
    s3.create_bucket(Bucket=STATES)
    s3.put_bucket_versioning(Bucket=STATES, VersioningConfiguration={"Status": "Enabled"})
    print(
        json.dumps(
            {
                "licenceSecret": LICENCE,
                "licenceSecretArn": licence["ARN"],
                "mailSecret": MAIL,
                "mailSecretArn": mail["ARN"],
                "certificate": certificate["CertificateArn"],
                "hostedZone": ZONE,
                "hostedZoneId": zone["Id"].removeprefix("/hostedzone/"),
                "kmsKeyArn": key["Arn"],
                "stateBucket": STATES,
            }
        )
    )


if __name__ == "__main__":
    main()
