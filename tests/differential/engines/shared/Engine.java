package differential;

import java.util.Map;

/** What another engine answers: the value of a FEEL expression, the values of all decisions of a model. */
public interface Engine {
    /** The value of an expression; whatever is thrown counts as a refusal. */
    Object expression(String text) throws Exception;

    /** By name of decision, a value or the Throwable that says why there is none. */
    Map<String, Object> decisions(String path, Map<String, Object> inputs) throws Exception;

    /** A value in classes of java.time, java.math and java.util, one level deep: an engine's own classes end here. */
    default Object plain(Object value) {
        return value;
    }
}
