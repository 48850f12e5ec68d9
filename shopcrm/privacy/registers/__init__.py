"""The registers that show how the shop keeps data-protection law: LAW section 5, UK GDPR Arts 5(2), 24, 30 and 33."""
