package dev.sluice.certs;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/**
 * Who a client certificate speaks for, as Kubernetes reads it: the common name is the user, each organisation is a group.
 *
 * @param user empty if the certificate names none
 */
public record ClientSubject(String user, List<String> groups) {
    public ClientSubject {
        groups = List.copyOf(groups);
    }

    /** Reads what {@code certificate} says; whether to believe it is for who verified its chain. */
    public static ClientSubject of(X509Certificate certificate) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        String user = "";
        var groups = new ArrayList<String>();
        for (RDN rdn : subject.getRDNs()) {
            for (AttributeTypeAndValue part : rdn.getTypesAndValues()) {
                if (part.getType().equals(BCStyle.CN)) user = text(part);
                if (part.getType().equals(BCStyle.O)) groups.add(text(part));
            }
        }
        return new ClientSubject(user, groups);
    }

    private static String text(AttributeTypeAndValue part) {
        return part.getValue() instanceof org.bouncycastle.asn1.ASN1String string
                ? string.getString()
                : IETFUtils.valueToString(part.getValue());
    }

    X500Name toName() {
        var name = new X500NameBuilder(BCStyle.INSTANCE);
        for (String group : groups) name.addRDN(BCStyle.O, group);
        name.addRDN(BCStyle.CN, user);
        return name.build();
    }
}
