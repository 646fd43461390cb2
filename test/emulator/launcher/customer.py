"""Makes what a customer has before the first deployment, and prints how an app is told of it, as JSON.

usage: python customer.py --port 5055 --domain chat.example.com
"""

import argparse
import json

import api

REGION = "us-east-1"
ZONE = "example.com"
LICENCE, MAIL = "mattermost/licence", "mattermost/mail"


def main():
    parser = argparse.ArgumentParser(description="makes what a customer has")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--domain", required=True)
    arguments = parser.parse_args()
    api.use_port(arguments.port)

    secrets = api.client("secretsmanager", REGION)
    secrets.create_secret(Name=LICENCE, SecretString="a licence")
    secrets.create_secret(Name=MAIL, SecretString=json.dumps({"username": "name", "password": "password"}))
    certificates = api.client("acm", REGION)
    certificate = certificates.request_certificate(DomainName=arguments.domain, ValidationMethod="DNS")
    zones = api.client("route53", REGION)
    zone = zones.create_hosted_zone(Name=ZONE, CallerReference="rehearsal")["HostedZone"]
    print(
        json.dumps(
            {
                "licenceSecret": LICENCE,
                "mailSecret": MAIL,
                "certificate": certificate["CertificateArn"],
                "hostedZone": ZONE,
                "hostedZoneId": zone["Id"].removeprefix("/hostedzone/"),
            }
        )
    )


if __name__ == "__main__":
    main()
